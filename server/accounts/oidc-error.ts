/**
 * Why a sign-in with the OpenID provider failed: `oidc_timeout` it took too long; `oidc_unavailable` it is down or not
 * reachable; `oidc_refused` the person cancelled, or it refused the code or the application; `oidc_malformed` its
 * answer is not trustworthy; `oidc_stale` this browser has no such sign-in in progress.
 */
export type OidcFailure =
  | 'oidc_timeout'
  | 'oidc_unavailable'
  | 'oidc_refused'
  | 'oidc_malformed'
  | 'oidc_stale';

/**
 * The only error of the OpenID Connect modules. Its message may be logged: it never holds a token or a person's data.
 */
export class OidcError extends Error {
  override readonly name = 'OidcError';
  constructor(
    readonly code: OidcFailure,
    message: string,
  ) {
    super(message);
  }
}

/** Checks by name: Next has its own module graph, in which `instanceof` would fail. */
export function isOidcError(error: unknown): error is OidcError {
  return error instanceof Error && error.name === 'OidcError';
}

/** Converts an error of the OpenID Connect library to an `OidcError`. */
export function toOidcError(error: unknown): OidcError {
  if (isOidcError(error)) return error;
  if (!(error instanceof Error)) return new OidcError('oidc_malformed', 'an error that is none');
  const { status, code } = detailsOf(error);
  const reason = printable(error.message);
  if (error.name === 'TimeoutError' || /timed out/.test(error.message))
    return new OidcError('oidc_timeout', reason);
  if (status !== undefined && (status >= 500 || status === 429))
    return new OidcError('oidc_unavailable', `it answered ${status}`);
  if (error.name === 'OPError') return new OidcError('oidc_refused', reason);
  if (/^(E[A-Z]+|UND_ERR_\w+|CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+)$/.test(code ?? ''))
    return new OidcError('oidc_unavailable', `not reachable (${code})`);
  return new OidcError('oidc_malformed', reason);
}

function detailsOf(error: Error): { status?: number | undefined; code?: string | undefined } {
  const { response, code, cause } = error as {
    response?: { statusCode?: number };
    code?: unknown;
    cause?: { code?: unknown };
  };
  const all = [code, cause?.code].find((each) => typeof each === 'string');
  return { status: response?.statusCode, code: all as string | undefined };
}

/** Makes a library's message fit for the log: a word of 25 characters or more is a state, a code or a token. */
function printable(message: string): string {
  return message
    .replace(/[^\x20-\x7e]/g, '?')
    .replace(/\S{25,}/g, '…')
    .slice(0, 300);
}
