import type { ErrorBody } from '@/protocol/errors';

/** The result of `fetchTicket`; `retryAfter` in seconds. */
export type TicketAnswer =
  | { state: 'ticket'; ticket: string }
  | { state: 'signed out' }
  /** An administrator suspended the user. */
  | { state: 'suspended' }
  | { state: 'later'; retryAfter: number };

const TIMEOUT_MS = 10_000;

/**
 * Fetches a ticket for one socket with the browser's sign-in cookie. Aborting `stop` cancels the request. Never
 * throws.
 * @param from for a program that is not a page: the server's URL, and headers that a browser would add
 */
export async function fetchTicket(
  stop: AbortSignal,
  from: { url?: string; headers?: Record<string, string> } = {},
): Promise<TicketAnswer> {
  try {
    const response = await fetch(`${from.url ?? ''}/api/v1/socket-ticket`, {
      method: 'POST',
      headers: { ...from.headers, 'content-type': 'application/json' },
      body: '{}',
      cache: 'no-store',
      signal: AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    if (response.status === 401) return { state: 'signed out' };
    const body = (await response.json()) as { ticket?: unknown } & Partial<ErrorBody>;
    if (body.error?.code === 'suspended') return { state: 'suspended' };
    if (response.ok && typeof body.ticket === 'string') return { state: 'ticket', ticket: body.ticket };
    return { state: 'later', retryAfter: Math.min(body.error?.retryAfter ?? 0, 300) };
  } catch {
    // No network, or no server: the connection shows it and tries again.
    return { state: 'later', retryAfter: 0 };
  }
}
