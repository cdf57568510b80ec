'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useClient, useClientState } from '../connection/client-provider';
import { Dialog, DialogButtons } from '../ui/dialog';
import { LeaveIcon } from '../ui/later-icons';

function useSignOut() {
  const { signOut } = useClient();
  const [state, setState] = useState<'idle' | 'leaving' | 'failed'>('idle');
  async function leave() {
    setState('leaving');
    try {
      location.assign(await signOut());
    } catch {
      setState('failed');
    }
  }
  return { state, leave };
}

/** Shows the menu item that signs out. For a guest it calls `onAsk`, which opens the confirmation. */
export function SignOut({ className, onAsk }: { className: string; onAsk: () => void }) {
  const t = useTranslations('menu');
  const guest = useClientState(({ you }) => you.guest);
  const { state, leave } = useSignOut();
  return (
    <>
      <button
        type="button"
        className={className}
        disabled={state === 'leaving'}
        onClick={guest ? onAsk : leave}
      >
        <LeaveIcon />
        {t('signOut')}
      </button>
      <p role="status" className="px-3 pb-2 text-bad text-sm empty:hidden">
        {state === 'failed' && t('signOutFailed')}
      </p>
    </>
  );
}

/** Asks a guest before signing out, because nobody can sign in as the same guest again. */
export function GuestSignOut({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useTranslations('menu');
  const { state, leave } = useSignOut();
  return (
    <Dialog open={open} onClose={onClose} title={t('guestSignOut.title')}>
      <p className="text-soft">{t('guestSignOut.text')}</p>
      <p role="status" className="pt-2 text-bad text-sm empty:hidden">
        {state === 'failed' && t('signOutFailed')}
      </p>
      <DialogButtons cancel={t('guestSignOut.stay')} onCancel={onClose} className="mt-4">
        <button
          type="button"
          className="button button-bad border-current"
          disabled={state === 'leaving'}
          onClick={leave}
        >
          {t('signOut')}
        </button>
      </DialogButtons>
    </Dialog>
  );
}
