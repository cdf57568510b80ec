import type { ErrorBody } from '@/protocol/errors';
import { ConnectionLost, RequestRefused } from '../connection/request';

const TIMEOUT_MS = 15_000;

/** A refusal of the routes that sign programs in, by its code of RFC 6749 or RFC 8628. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
  readonly code: string;
  constructor(code: string, description: string) {
    super(description || code);
    this.code = code;
  }
}

/**
 * Requests a route of a server and returns the body of its answer. Throws `RequestRefused`, `SignInRefused`, or
 * `ConnectionLost` when there is no answer, or not one of Quad's.
 */
export async function request(
  server: string,
  path: string,
  {
    body,
    token,
    headers,
    signal,
  }: { body?: unknown; token?: string; headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<unknown> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let status: number;
  let answer: unknown;
  try {
    const response = await fetch(`${server}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...headers,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // A redirect would carry the credential to another server.
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    status = response.status;
    answer = await response.json();
  } catch (cause) {
    throw new ConnectionLost(`Quad does not answer at ${server}.`, { cause });
  }
  if (status >= 200 && status < 300) return answer;
  const { error, error_description } = answer as Partial<ErrorBody> & { error_description?: unknown };
  if (typeof error === 'string') throw new SignInRefused(error, String(error_description ?? ''));
  if (typeof error?.code === 'string') throw new RequestRefused(answer as ErrorBody);
  throw new ConnectionLost(`The server at ${server} is not Quad (status ${status}).`);
}
