'use client';

import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import type { FirstMessages as Choice } from '@/protocol/accounts';
import { errorKey } from '../ui/error-key';
import { post } from '../ui/post';

const CHOICES = ['everyone', 'channels', 'nobody'] as const satisfies readonly Choice[];

/** Shows the choice of who may write to the user first. It returns to its previous state when the change fails. */
export function FirstMessages({ choice: initially }: { choice: Choice }) {
  const t = useTranslations('profile.first');
  const e = useTranslations('errors');
  const name = useId();
  const [choice, setChoice] = useState<Choice>(initially);
  const [problem, setProblem] = useState('');

  async function change(next: Choice) {
    setChoice(next);
    setProblem('');
    const answer = await post('/api/v1/profile', { firstMessages: next });
    if (answer.ok) return;
    setChoice(choice);
    setProblem(e(errorKey(answer.code)));
  }

  return (
    <fieldset>
      <legend className="font-medium">{t('title')}</legend>
      <div className="mt-2 flex flex-wrap rounded-xl bg-sunk p-1">
        {CHOICES.map((value) => (
          <label key={value} className="segment flex-1">
            <input type="radio" name={name} checked={choice === value} onChange={() => void change(value)} />
            {t(value)}
          </label>
        ))}
      </div>
      <p className="pt-2 text-soft text-sm">{t('hint')}</p>
      <p role="status" className="text-bad text-sm">
        {problem}
      </p>
    </fieldset>
  );
}
