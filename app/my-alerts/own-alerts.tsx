'use client';

import type { You } from '@/clients/state/state';
import { ClientProvider } from '../connection/client-provider';
import { Alerts } from './alerts';

/** Connects the page, and shows the alerts of the user on it. */
export default function OwnAlerts({ you }: { you: You }) {
  return (
    <ClientProvider you={you} first={null} showsMessages={false}>
      <Alerts />
    </ClientProvider>
  );
}
