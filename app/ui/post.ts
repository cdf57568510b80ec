import type { ErrorBody, ErrorCode } from '@/protocol/errors';

/** Why a request failed. `field` is the invalid field; `unreachable` means that no answer came. */
export interface Refusal {
  ok: false;
  code: ErrorCode | 'unreachable';
  field?: string | undefined;
}

/** The result of a change: the answer's body, or the refusal. */
export type Posted = { ok: true; body: unknown } | Refusal;

/** Sends a change to the server as the signed-in user. Never throws. */
export function post(path: string, body: unknown): Promise<Posted> {
  return change(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Sends a deletion to the server. Never throws. */
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

/** Returns the refusal in an error answer. */
export function refusalOf(answer: unknown): Refusal {
  const { code = 'internal', field } = (answer as Partial<ErrorBody> | null)?.error ?? {};
  return { ok: false, code, field };
}
