'use client';

import { useEffect } from 'react';

/** Does what the inline script of `ForgetStored` does, also when the page is opened without a load. */
export function ForgetAfterNavigation() {
  useEffect(() => {
    // Loaded after the rest of the page: the inline script has done it after a load.
    import('@/clients/connection/forget-person').then(({ forgetPerson }) => forgetPerson()).catch(() => {});
  }, []);
  return null;
}
