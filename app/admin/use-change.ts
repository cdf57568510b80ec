'use client';

import { useRouter } from 'next/navigation';
import { useState, useTransition } from 'react';
import type { Posted } from '../ui/post';
import type { Problem } from '../ui/problem-line';

/**
 * Returns the state of a dialog, and `change`, which runs the requests of the dialog; after a success it closes the
 * dialog and refreshes the page.
 */
export function useChange() {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [pending, start] = useTransition();
  const [problem, setProblem] = useState<Problem | null>(null);
  const change = (send: () => Promise<Posted>) => {
    setProblem(null);
    start(async () => {
      const answer = await send();
      if (!answer.ok) return setProblem(answer);
      setOpen(false);
      router.refresh();
    });
  };
  const show = () => {
    setProblem(null);
    setOpen(true);
  };
  return { open, show, close: () => setOpen(false), pending, problem, change };
}
