import type { ErrorBody, ErrorCode } from '@/protocol/errors';
import type { Reason } from '@/protocol/reasons';
import type { AnswerOf, RequestBodyOf, RouteAt, UrlFor } from '@/protocol/routes';

/** Why a request failed. `field` is the invalid field; `unreachable` means that no answer came. */
export interface Refusal {
  ok: false;
  code: ErrorCode | 'unreachable';
  field?: string | undefined;
  /** What is wrong, for whoever administers; in English. */
  detail?: string | undefined;
  /** Of `suspended`: until when (ISO 8601), and why. */
  until?: string | undefined;
  reason?: Reason | undefined;
}

/** The result of a change: the answer's body, or the refusal. */
export type Posted<T = unknown> = { ok: true; body: T } | Refusal;

/**
 * Sends a POST, as the user who is signed in in this browser. The definition of the route gives the types. Never
 * throws.
 */
export function post<A extends UrlFor<'POST'>>(
  url: A,
  body: RequestBodyOf<RouteAt<'POST', A>>,
): Promise<Posted<AnswerOf<RouteAt<'POST', A>>>> {
  return change(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Sends a file as the body of a POST, in the same way. Never throws. */
export function upload<A extends UrlFor<'POST'>>(
  url: A,
  file: File,
): Promise<Posted<AnswerOf<RouteAt<'POST', A>>>> {
  return change(url, { method: 'POST', body: file });
}

/** Sends a GET, in the same way. Never throws. */
export function get<A extends UrlFor<'GET'>>(url: A): Promise<Posted<AnswerOf<RouteAt<'GET', A>>>> {
  return change(url, { cache: 'no-store' });
}

/** Sends a DELETE, in the same way. Never throws. */
export function remove<A extends UrlFor<'DELETE'>>(url: A): Promise<Posted<AnswerOf<RouteAt<'DELETE', A>>>> {
  return change(url, { method: 'DELETE' });
}

async function change<T>(url: string, init: RequestInit): Promise<Posted<T>> {
  try {
    const response = await fetch(url, init);
    const answer: unknown = await response.json();
    return response.ok ? { ok: true, body: answer as T } : refusalOf(answer);
  } catch {
    return { ok: false, code: 'unreachable' };
  }
}

/** Returns the refusal in an error answer. */
export function refusalOf(answer: unknown): Refusal {
  const {
    code = 'internal',
    field,
    message,
    until,
    reason,
  } = (answer as Partial<ErrorBody> | null)?.error ?? {};
  return { ok: false, code, field, detail: message, until, reason };
}
