'use client';

import { useEffect } from 'react';
import { forgetPerson } from '@/clients/connection/forget-person';

/** Does what the inline script of `ForgetStored` does, also when the page is opened without a load. */
export function ForgetAfterNavigation() {
  useEffect(() => void forgetPerson(), []);
  return null;
}
