import type { ErrorBody, ErrorCode } from '@/protocol/errors';

/** Why it was not done: `field` is what was wrong; `unreachable` when there was no answer. */
export interface Refusal {
  ok: false;
  code: ErrorCode | 'unreachable';
  field?: string | undefined;
}

/** What came of a change: its answer, or why not. */
export type Posted = { ok: true; body: unknown } | Refusal;

/** Asks the node for a change, as who is signed in in this browser. Never throws. */
export function post(path: string, body: unknown): Promise<Posted> {
  return change(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Asks the node to take something away. Never throws. */
export function remove(path: string): Promise<Posted> {
  return change(path, { method: 'DELETE' });
}

async function change(path: string, init: RequestInit): Promise<Posted> {
  try {
    const response = await fetch(path, init);
    const answer: unknown = await response.json();
    return response.ok ? { ok: true, body: answer } : refusalOf(answer);
  } catch {
    return { ok: false, code: 'unreachable' };
  }
}

/** The error in an answer. */
export function refusalOf(answer: unknown): Refusal {
  const { code = 'internal', field } = (answer as Partial<ErrorBody> | null)?.error ?? {};
  return { ok: false, code, field };
}
