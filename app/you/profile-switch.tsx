'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { errorKey } from '../ui/error-key';
import { post } from '../ui/post';
import { Switch } from '../ui/switch';

/** The choices of the profile that are on or off, with the keys of their texts. */
const TEXTS = { searchable: 'search', receipts: 'receipts', typing: 'typing' } as const;

/** Shows the switch of a choice of the profile. It returns to its previous state when the change fails. */
export function ProfileSwitch({ of, on: initially }: { of: keyof typeof TEXTS; on: boolean }) {
  const t = useTranslations('profile');
  const e = useTranslations('errors');
  const [on, setOn] = useState(initially);
  const [problem, setProblem] = useState('');

  async function change() {
    setOn(!on);
    setProblem('');
    const answer = await post('/api/v1/profile', { [of]: !on });
    if (answer.ok) return;
    setOn(on);
    setProblem(e(errorKey(answer.code)));
  }

  return (
    <div>
      <Switch
        label={t(`${TEXTS[of]}.switch`)}
        hint={on ? t(`${TEXTS[of]}.on`) : t(`${TEXTS[of]}.off`)}
        on={on}
        onClick={change}
      />
      <p role="status" className="text-bad text-sm">
        {problem}
      </p>
    </div>
  );
}
