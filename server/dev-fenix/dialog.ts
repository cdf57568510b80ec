import { answerPage, dialogPage, plainPage } from './page';
import { languageOf, textsOf } from './page-texts';
import { APPLICATION_BANNED, CLIENT_NOT_FOUND, CREDENTIALS_MISMATCH, refuse } from './token';
import type { FenixClient, FenixState } from './types';
import { answerNothing, answerRedirect, answerUnavailable, type Endpoint, type Exchange } from './wire';

const CARRIED = [
  'client_id',
  'redirect_uri',
  'state',
  'response_type',
  'code_challenge',
  'code_challenge_method',
] as const;

/**
 * `GET /oauth/userdialog`: shows the page to choose a sample person. Missing parameters: an HTML page with status 200.
 * An unknown application or redirect: 400 JSON, in the browser.
 */
export function dialogEndpoint(fenix: FenixState): Endpoint {
  return (exchange) => {
    const { parameter, res, path } = exchange;
    if (exchange.method !== 'GET') return answerNothing(res, 405);
    const asked = checkRequest(fenix, exchange);
    if (!asked) return;

    const filter = parameter('filter')?.trim() ?? '';
    const carried = new Map(CARRIED.flatMap((name) => pair(name, parameter(name))));
    const dialogPath = fenix.basePath + path;
    const html = dialogPage({
      language: languageOf(exchange.req.headers['accept-language']),
      application: asked.client.name ?? asked.client.id,
      people: fenix.people.filter(({ username, displayName }) =>
        `${username} ${displayName}`.toLowerCase().includes(filter.toLowerCase()),
      ),
      ...{ filter, carried, dialogPath },
      confirmationPath: `${fenix.basePath}/oauth/userconfirmation`,
      cancelHref: cancelHref(fenix, asked.redirectUri),
      showAllHref: `${dialogPath}?${new URLSearchParams([...carried])}`,
    });
    answerPage(res, html, originOf(asked.redirectUri));
  };
}

/** `POST /oauth/userconfirmation`: takes the choice and redirects to the application with a code. */
export function confirmationEndpoint(fenix: FenixState): Endpoint {
  return (exchange) => {
    const { parameter, res } = exchange;
    if (exchange.method !== 'POST') return answerNothing(res, 405);
    const asked = checkRequest(fenix, exchange);
    if (!asked) return;
    const person = fenix.people.find(({ username }) => username === parameter('username'));
    if (!person) return answerProblem(exchange, 'unknownPerson');

    const code = fenix.grants.authorise({
      clientId: asked.client.id,
      redirectUri: asked.redirectUri,
      username: person.username,
      codeChallenge: challengeOf(exchange),
    });
    answerRedirect(res, withQuery(asked.redirectUri, [['code', code], ...pair('state', parameter('state'))]));
  };
}

/** `/logout`: the target of Cancel. The page has no link back, like the real one. */
export function logoutEndpoint(): Endpoint {
  return ({ method, req, res }) => {
    if (method !== 'GET') return answerNothing(res, 405);
    const language = languageOf(req.headers['accept-language']);
    const { signedOut, signedOutText } = textsOf(language);
    answerPage(res, plainPage(language, signedOut, signedOutText));
  };
}

function checkRequest(
  fenix: FenixState,
  exchange: Exchange,
): { client: FenixClient; redirectUri: string } | undefined {
  const { parameter, res } = exchange;
  const clientId = parameter('client_id');
  const redirectUri = parameter('redirect_uri');
  const client = fenix.clients.find(({ id }) => id === clientId);
  if (fenix.switches.fail === 'dialog') answerUnavailable(res);
  else if (!clientId || !redirectUri) answerProblem(exchange, 'missing');
  else if (!client) refuse(res, 400, CLIENT_NOT_FOUND);
  else if (client.banned) refuse(res, 401, APPLICATION_BANNED);
  else if (!client.redirectUris.includes(redirectUri)) refuse(res, 400, CREDENTIALS_MISMATCH);
  else return { client, redirectUri };
  return undefined;
}

// PKCE takes effect only when all three parameters are present; otherwise FenixEdu silently continues without it.
function challengeOf({ parameter }: Exchange): string | undefined {
  const isAsked = parameter('response_type') === 'code' && parameter('code_challenge_method') === 'S256';
  return isAsked ? parameter('code_challenge') || undefined : undefined;
}

function cancelHref({ switches, basePath }: FenixState, redirectUri: string): string {
  if (switches.cancel === 'logout') return `${basePath}/logout`;
  return withQuery(redirectUri, [
    ['error', 'access_denied'],
    ['error_description', "User didn't allow the application"],
  ]);
}

function answerProblem({ req, res }: Exchange, problem: 'missing' | 'unknownPerson'): void {
  const language = languageOf(req.headers['accept-language']);
  const texts = textsOf(language);
  answerPage(res, plainPage(language, texts.problem, texts[problem]));
}

function withQuery(url: string, parameters: [string, string][]): string {
  return `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(parameters)}`;
}

function pair(name: string, value: string | undefined): [string, string][] {
  return value === undefined ? [] : [[name, value]];
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : '';
}
