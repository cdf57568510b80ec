'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { errorKey } from '../ui/error-key';
import type { Posted } from '../ui/post';

/** Returns a function that ends an item of a list on the server and refreshes the list, and the result as a text. */
export function useEndItem() {
  const e = useTranslations('errors');
  const router = useRouter();
  const [pending, start] = useTransition();
  const [result, setResult] = useState<{ text: string; bad: boolean }>({ text: '', bad: false });

  function end(send: () => Promise<Posted>, done: (body: unknown) => string) {
    setResult({ text: '', bad: false });
    start(async () => {
      const answer = await send();
      if (answer.ok) router.refresh();
      setResult(
        answer.ok ? { text: done(answer.body), bad: false } : { text: e(errorKey(answer.code)), bad: true },
      );
    });
  }

  return { pending, result, end };
}
