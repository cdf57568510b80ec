'use client';

import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';

interface Props {
  title: string;
  text: string;
  secret: string;
  onDone: () => void;
}

/** Shows a secret once, to be copied and stored elsewhere. */
export function Secret({ title, text, secret, onDone }: Props) {
  const t = useTranslations('secret');
  const field = useId();
  const [copied, setCopied] = useState(false);

  async function copy() {
    try {
      await navigator.clipboard.writeText(secret);
      setCopied(true);
    } catch {
      // Copying is not allowed here: the secret is selected for the keyboard's copy.
      (document.getElementById(field) as HTMLInputElement | null)?.select();
    }
  }

  return (
    <section aria-label={title} className="card mt-6 p-4">
      <h2 className="font-display text-title">{title}</h2>
      <p className="mb-3 text-soft">{text}</p>
      <div className="flex flex-wrap gap-2">
        <input
          id={field}
          readOnly
          value={secret}
          aria-label={title}
          className="field min-w-64 flex-1 font-mono text-sm"
          onFocus={(event) => event.target.select()}
        />
        <button type="button" className="button button-primary" onClick={copy}>
          {copied ? t('copied') : t('copy')}
        </button>
        <button type="button" className="button" onClick={onDone}>
          {t('done')}
        </button>
      </div>
      <p role="status" className="sr-only">
        {copied && t('copied')}
      </p>
    </section>
  );
}
