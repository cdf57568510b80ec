import { withoutPasswords } from '@/server/log';

/** The result of one check of the doctor. */
export interface Finding {
  name: string;
  state: 'ok' | 'warning' | 'wrong';
  /** The state as a sentence. */
  message: string;
  /** How to repair it. */
  mend?: string;
}

/** Time limit of one check; a server that does not answer by then counts as not working. */
export const CHECK_TIMEOUT_MS = 10_000;

/** Returns the text of an error without possible secrets: URLs lose user and password. */
export function reason(error: unknown): string {
  const errors = error instanceof AggregateError ? error.errors : [error];
  const first: unknown = errors[0];
  const text = first instanceof Error ? first.message || first.name : String(first);
  const code = first instanceof Error && 'code' in first ? String(first.code) : '';
  const withCode = code && !text.includes(code) ? `${text} (${code})` : text;
  return withoutPasswords(withCode);
}

/**
 * Judges the encryption of a connection: a warning if another machine could read it. Returns `description`, a text that
 * continues the sentence of a finding; it is empty for a server on this machine.
 * @param mend how to encrypt the connection.
 */
export function judgeSecrecy(
  host: string,
  { encrypted, verified }: { encrypted: boolean; verified: boolean },
  mend: string,
): { state: 'ok' | 'warning'; description: string; mend?: string } {
  if (isThisMachine(host)) return { state: 'ok', description: '' };
  if (!encrypted)
    return {
      state: 'warning',
      description:
        ', but the connection is not encrypted: the network between can read passwords and messages',
      mend,
    };
  if (!verified)
    return {
      state: 'warning',
      description:
        ', but its certificate is not verified: an attacker between can pose as the server and read everything',
      mend,
    };
  return { state: 'ok', description: '; the connection is encrypted, and the certificate is valid' };
}

/** Returns whether the host is a loopback address or name, or the path of a Unix socket. */
function isThisMachine(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[?::1\]?|\/.*)$/i.test(host);
}
