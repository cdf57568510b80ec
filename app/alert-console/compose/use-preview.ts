import { useEffect, useState } from 'react';
import type { WirePreview } from '@/protocol/alerts';
import { post } from '../../ui/post';
import type { Problem } from '../../ui/problem-line';
import { type Choice, choiceOf } from './choice';

/** Milliseconds without a change before the server is asked. */
const REST_MS = 150;

/** Returns what a complete choice would show, and whom it would reach; null while nothing is known of this choice. */
export function usePreview(
  choice: Choice,
  complete: boolean,
): { preview: WirePreview | null; problem: Problem | null } {
  const wanted = complete ? JSON.stringify(choiceOf(choice)) : null;
  const [answered, setAnswered] = useState<{
    of: string;
    preview: WirePreview | null;
    problem: Problem | null;
  } | null>(null);
  useEffect(() => {
    if (wanted === null) return;
    let dropped = false;
    const timer = setTimeout(async () => {
      const answer = await post('/api/v1/alert-preview', JSON.parse(wanted));
      if (dropped) return;
      setAnswered({
        of: wanted,
        preview: answer.ok ? answer.body : null,
        problem: answer.ok ? null : answer,
      });
    }, REST_MS);
    return () => {
      dropped = true;
      clearTimeout(timer);
    };
  }, [wanted]);
  if (wanted === null || answered?.of !== wanted) return { preview: null, problem: null };
  return answered;
}
