'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { errorKey } from '../ui/error-key';
import { post } from '../ui/post';

interface Props {
  id: string;
  name: string | null;
  authorised: boolean;
}

/** Shows the button that authorises a bot, or withdraws the authorisation, which stops the bot at once. */
export function AuthoriseButton({ id, name, authorised }: Props) {
  const t = useTranslations('admin.bots');
  const e = useTranslations('errors');
  const router = useRouter();
  const [pending, start] = useTransition();
  const [problem, setProblem] = useState('');

  function change() {
    setProblem('');
    start(async () => {
      const answer = await post('/API/admin/bots/update/auth', { id, state: authorised ? 0 : 1 });
      if (answer.ok) router.refresh();
      else setProblem(e(errorKey(answer.code)));
    });
  }

  return (
    <span className="flex flex-wrap items-center justify-end gap-2">
      <span role="status" className="text-bad text-sm">
        {problem}
      </span>
      <button
        type="button"
        disabled={pending}
        aria-label={t(authorised ? 'withdrawName' : 'authoriseName', { name: name ?? id })}
        className={`button ${authorised ? 'button-bad max-sm:-ms-4' : 'button-primary'}`}
        onClick={change}
      >
        {t(authorised ? 'withdraw' : 'authorise')}
      </button>
    </span>
  );
}
