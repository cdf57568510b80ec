'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { beginSignIn } from '../ui/next-auth';

interface Props {
  provider: { id: string; name: string };
  after: string;
  again: boolean;
  /** The method that most users choose. */
  primary: boolean;
}

/** Shows the button that leads to the provider's own dialog. */
export function ProviderButton({ provider, after, again, primary }: Props) {
  const t = useTranslations('signIn');
  const [state, setState] = useState<'idle' | 'leaving' | 'failed'>('idle');

  useEffect(() => {
    // The browser's Back from the provider's page shows this page as it was left.
    const shown = () => setState('idle');
    addEventListener('pageshow', shown);
    return () => removeEventListener('pageshow', shown);
  }, []);

  async function leave() {
    setState('leaving');
    try {
      location.assign(await beginSignIn(provider.id, after));
    } catch {
      setState('failed');
    }
  }

  return (
    <div>
      <button
        type="button"
        className={`button w-full ${primary ? 'button-primary' : ''}`}
        disabled={state === 'leaving'}
        onClick={leave}
      >
        {state === 'leaving'
          ? t('leaving', { provider: provider.name })
          : t(again ? 'again' : 'button', { provider: provider.name })}
      </button>
      <p role="status" className="mt-1 text-bad text-sm empty:hidden">
        {state === 'failed' && t('unreachable')}
      </p>
    </div>
  );
}
