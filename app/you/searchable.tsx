'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { errorKey } from '../ui/error-key';
import { post } from '../ui/post';
import { Switch } from '../ui/switch';

/**
 * Shows the switch that lets others find the user by search. It returns to its previous state when the change fails.
 */
export function Searchable({ on: initially }: { on: boolean }) {
  const t = useTranslations('profile.search');
  const e = useTranslations('errors');
  const [on, setOn] = useState(initially);
  const [problem, setProblem] = useState('');

  async function change() {
    setOn(!on);
    setProblem('');
    const answer = await post('/api/v1/profile', { searchable: !on });
    if (answer.ok) return;
    setOn(on);
    setProblem(e(errorKey(answer.code)));
  }

  return (
    <>
      <Switch label={t('switch')} hint={on ? t('on') : t('off')} on={on} onClick={change} />
      <p role="status" className="text-bad text-sm">
        {problem}
      </p>
    </>
  );
}
