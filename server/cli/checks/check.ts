import { withoutPasswords } from '@/server/log';

/** What the doctor found out about one thing. */
export interface Finding {
  name: string;
  state: 'ok' | 'warning' | 'wrong';
  /** What is so, in a sentence. */
  message: string;
  /** How to mend it. */
  mend?: string;
}

/** Longest that one check may take; a thing that does not answer by then does not work. */
export const CHECK_TIMEOUT_MS = 10_000;

/** Text of an error without what could be a secret: addresses keep no user and password. */
export function reason(error: unknown): string {
  const errors = error instanceof AggregateError ? error.errors : [error];
  const first: unknown = errors[0];
  const text = first instanceof Error ? first.message || first.name : String(first);
  const code = first instanceof Error && 'code' in first ? String(first.code) : '';
  const said = code && !text.includes(code) ? `${text} (${code})` : text;
  return withoutPasswords(said);
}

/**
 * What to say of how a connection to another program is kept secret: nothing for one on this machine.
 * @param mend what makes it secret.
 */
export function judgeSecrecy(
  host: string,
  { encrypted, verified }: { encrypted: boolean; verified: boolean },
  mend: string,
): { state: 'ok' | 'warning'; said: string; mend?: string } {
  if (isThisMachine(host)) return { state: 'ok', said: '' };
  if (!encrypted)
    return {
      state: 'warning',
      said: ', over the network in plain text: passwords and messages can be read',
      mend,
    };
  if (!verified)
    return {
      state: 'warning',
      said: ', encrypted, but without a proof that it is the right server: somebody between can read it',
      mend,
    };
  return { state: 'ok', said: ', encrypted, and its certificate is right' };
}

/** A loopback address or name, or the path of a Unix socket. */
function isThisMachine(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[?::1\]?|\/.*)$/i.test(host);
}
