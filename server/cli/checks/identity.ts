import type { Config } from '@/server/config';
import { CHECK_TIMEOUT_MS, type Finding, reason } from './check';

const name = 'identity provider';

/**
 * Requests FenixEdu's public list of campuses, and a token with an invalid code. The refusal of the code shows whether
 * FenixEdu knows the application, its secret and its redirect URL.
 */
export async function checkIdentityProvider(config: Config): Promise<Finding[]> {
  const { fenix } = config;
  if (!fenix) return [];
  if (fenix.development) {
    return [{ name, state: 'ok', message: 'The node itself runs the development FenixEdu server.' }];
  }
  const reachable = await checkSpaces(fenix.baseUrl);
  if (reachable.state === 'wrong') return [reachable];
  return [reachable, await checkApplication(fenix, redirectUrl(config, 'fenix'))];
}

/** Returns the URL to which a provider redirects people after sign-in, as it has to be registered there. */
export function redirectUrl(
  config: Pick<Config, 'host' | 'port' | 'publicUrl'>,
  provider: 'fenix' | 'oidc',
): string {
  const url = config.publicUrl ?? `http://${config.host}:${config.port}`;
  return `${url}/api/auth/callback/${provider}`;
}

async function checkSpaces(baseUrl: string): Promise<Finding> {
  const url = `${baseUrl}/api/fenix/v1/spaces`;
  const mend =
    'Nobody can sign in with FenixEdu. Check that FENIX_BASE_URL is the URL of a FenixEdu installation, and that this machine can reach it.';
  try {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(CHECK_TIMEOUT_MS) });
    if (answer.status !== 200)
      return { name, state: 'wrong', message: `FenixEdu answered ${answer.status} to ${url}.`, mend };
    const spaces: unknown = await answer.json();
    if (!Array.isArray(spaces))
      return { name, state: 'wrong', message: `The server that answers at ${url} is not FenixEdu.`, mend };
    return {
      name,
      state: 'ok',
      message: `FenixEdu at ${baseUrl} answers and lists ${spaces.length} campuses.`,
    };
  } catch (error) {
    const cause = error instanceof TypeError && error.cause ? error.cause : error;
    return { name, state: 'wrong', message: `FenixEdu does not answer at ${url}: ${reason(cause)}`, mend };
  }
}

async function checkApplication(
  fenix: { baseUrl: string; clientId: string; clientSecret: string },
  redirectUri: string,
): Promise<Finding> {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: fenix.clientId,
    client_secret: fenix.clientSecret,
    redirect_uri: redirectUri,
    code: 'quad-doctor',
  });
  try {
    const answer = await fetch(`${fenix.baseUrl}/oauth/access_token`, {
      method: 'POST',
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(CHECK_TIMEOUT_MS),
    });
    return explainRefusal(answer.status, await answer.text(), redirectUri);
  } catch (error) {
    const message = `FenixEdu's token endpoint does not answer: ${reason(error)}`;
    const mend =
      'Nobody can sign in with FenixEdu. Try again; if it still fails, ask the operators of FenixEdu.';
    return { name, state: 'wrong', message, mend };
  }
}

/** Returns what FenixEdu's refusal of an invalid code says about our settings. */
function explainRefusal(status: number, body: string, redirectUri: string): Finding {
  if (/client_id not found/.test(body)) {
    const mend = 'Set FENIX_CLIENT_ID to the id that FenixEdu shows for your application.';
    return { name, state: 'wrong', message: 'FenixEdu does not know FENIX_CLIENT_ID.', mend };
  }
  if (/credentials or redirect_uri/.test(body)) {
    return {
      name,
      state: 'wrong',
      message: 'FenixEdu refuses the secret or the redirect URL of the application.',
      mend: `Correct FENIX_CLIENT_SECRET, and register exactly this redirect URL at FenixEdu: ${redirectUri}`,
    };
  }
  if (/banned/.test(body)) {
    return {
      name,
      state: 'wrong',
      message: 'FenixEdu has banned the application.',
      mend: 'Ask the operators of FenixEdu.',
    };
  }
  if ((status === 400 || status === 401) && /invalid_grant|code/i.test(body)) {
    return {
      name,
      state: 'ok',
      message: 'FenixEdu knows the application: it refused only the invalid code of this check.',
    };
  }
  return {
    name,
    state: 'warning',
    message: `FenixEdu answered ${status} to an invalid code, which does not show whether it knows the application.`,
    mend: 'Sign in once to see whether it works.',
  };
}
