import { z } from 'zod';
import { withoutSecrets } from '@/server/log';
import { FenixError, type FenixPerson, parseFenixPerson } from './fenix-person';

const DEFAULT_TIMEOUT_MS = 10_000;
const TOKEN_ANSWER_LIMIT_BYTES = 16 * 1024;
// A photo may take 700 kB of base64; a longer answer is not a person.
const PERSON_ANSWER_LIMIT_BYTES = 4 * 1024 * 1024;

export type FenixRequestOptions = {
  /** For example `https://fenix.tecnico.ulisboa.pt`. */
  baseUrl: string;
  clientId: string;
  clientSecret: string;
  fetch?: typeof globalThis.fetch;
  /** Milliseconds for each of the two requests, body included; 10 s when missing. */
  timeoutMs?: number;
};

/** Creates the two requests of a sign-in. Both throw only `FenixError`, and neither is repeated with the same code. */
export function fenixRequests(options: FenixRequestOptions) {
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const personUrl = `${baseUrl}/api/fenix/v1/person`;

  return {
    /** Exchanges a code for an access token. Ignores the refresh token, which never expires. */
    async accessToken(asked: { code: string; codeVerifier: string; redirectUri: string }): Promise<string> {
      const answer = await ask(options, `${baseUrl}/oauth/access_token`, TOKEN_ANSWER_LIMIT_BYTES, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: options.clientId,
          // In the form: FenixEdu does not decode a Basic header, and secrets are base64 with `+ / =`.
          client_secret: options.clientSecret,
          redirect_uri: asked.redirectUri,
          code: asked.code,
          code_verifier: asked.codeVerifier,
        }),
      });
      if (answer.status !== 200) throw refusal('the token', answer);
      const tokens = tokenSchema.safeParse(answer.json);
      if (!tokens.success) throw new FenixError('fenix_malformed', 'the token answer has an unknown shape');
      return tokens.data.access_token;
    },

    /** Fetches the person to whom the token belongs. */
    async person(accessToken: string): Promise<FenixPerson> {
      let answer = await ask(options, personUrl, PERSON_ANSWER_LIMIT_BYTES, {
        headers: { authorization: `Bearer ${accessToken}` },
      });
      if (answer.status === 401 && errorOf(answer.json) === 'accessTokenInvalidFormat') {
        // Old installations ignore the header: for them the request has no token at all.
        const query = new URLSearchParams({ access_token: accessToken });
        answer = await ask(options, `${personUrl}?${query}`, PERSON_ANSWER_LIMIT_BYTES, {});
      }
      if (answer.status !== 200) throw refusal('the person', answer);
      return parseFenixPerson(answer.json);
    },
  };
}

const tokenSchema = z.object({
  // The token becomes part of a header.
  access_token: z.string().regex(/^[\x21-\x7e]{1,4096}$/),
  // Older installations omit the type; a type other than Bearer cannot be used.
  token_type: z
    .string()
    .regex(/^bearer$/i)
    .nullish(),
  // A number, or a string of older installations. Not needed: the token is used immediately.
  expires_in: z.union([z.number(), z.string()]).nullish(),
});

type Answer = { status: number; json: unknown };

async function ask(
  { fetch = globalThis.fetch, timeoutMs = DEFAULT_TIMEOUT_MS }: FenixRequestOptions,
  url: string,
  limitBytes: number,
  init: RequestInit,
): Promise<Answer> {
  const signal = AbortSignal.timeout(timeoutMs);
  let status: number;
  let text: string | undefined;
  try {
    // A redirect is not followed, since it would receive the secret or the token.
    const response = await fetch(url, { ...init, signal, redirect: 'manual', cache: 'no-store' });
    status = response.status;
    text = await readAtMost(response, limitBytes);
  } catch (error) {
    if (signal.aborted) throw new FenixError('fenix_timeout', `no answer within ${timeoutMs} ms`);
    // The message of a fetch error may hold the URL and so a token; the name of its cause may not.
    throw new FenixError('fenix_unavailable', `not reachable (${causeOf(error)})`);
  }
  if (status >= 500 || status === 429) throw new FenixError('fenix_unavailable', `it answered ${status}`);
  if (text === undefined) throw new FenixError('fenix_malformed', `an answer over ${limitBytes} bytes`);
  try {
    return { status, json: JSON.parse(text) };
  } catch {
    throw new FenixError('fenix_malformed', `an answer ${status} that is not JSON`);
  }
}

/** Reads the body as text. Returns undefined, without reading the rest, when it is longer than `limitBytes`. */
export async function readAtMost(response: Response, limitBytes: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the rest of the body.
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > limitBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function refusal(request: string, { status, json }: Answer): FenixError {
  if (status !== 400 && status !== 401 && status !== 403) {
    return new FenixError('fenix_malformed', `asked for ${request}, it answered ${status}`);
  }
  return new FenixError(
    'fenix_refused',
    `asked for ${request}, it answered ${status} ${descriptionOf(json)}`,
  );
}

const errorSchema = z.object({
  error: z.string().optional(),
  errorDescription: z.string().optional(),
  error_description: z.string().optional(),
  description: z.string().optional(),
});

function errorOf(json: unknown): string | undefined {
  return errorSchema.safeParse(json).data?.error;
}

// Reads all of FenixEdu's error shapes. Removes what could be a secret, since the text is logged.
function descriptionOf(json: unknown): string {
  const known = errorSchema.safeParse(json).data;
  const description = known?.errorDescription ?? known?.error_description ?? known?.description ?? '';
  return withoutSecrets(`${known?.error ?? ''}: ${description}`);
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause && typeof cause === 'object' && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : 'network error';
}
