import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { errorKey } from '../ui/error-key';
import type { Posted } from '../ui/post';

/** Sends changes of settings, shows the page again as the server then has it, and keeps the problem of the last one. */
export function useChange() {
  const router = useRouter();
  const e = useTranslations('errors');
  const [problem, setProblem] = useState('');
  const [pending, start] = useTransition();

  async function change(request: () => Promise<Posted>): Promise<boolean> {
    setProblem('');
    const answer = await request();
    if (answer.ok) start(() => router.refresh());
    else setProblem(e(errorKey(answer.code)));
    return answer.ok;
  }

  return { change, pending, problem };
}
