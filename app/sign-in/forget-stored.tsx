'use client';

import { useEffect } from 'react';

const loadVault = () => import('@/clients/connection/vault');

/** Deletes what this browser stored for a user who is no longer signed in. Shown when nobody is signed in. */
export function ForgetStored() {
  useEffect(() => {
    void forget().catch(() => {});
  }, []);
  return null;
}

async function forget(): Promise<void> {
  const databases = await indexedDB.databases();
  // The code is needed only then.
  if (databases.length > 0) await (await loadVault()).destroyVault();
}
