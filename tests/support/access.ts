import type { ErrorCode } from '@/protocol/errors';
import { definitionOf, type RouteName, routeNames, routes } from '@/protocol/routes';
import { type Caller, isChange } from '@/protocol/routes/define';

/** Everybody who may come to a route or a socket, by what they show. */
export const ROLES = [
  /** Nothing. */
  'anonymous',
  /** The token of an ordinary user. */
  'user',
  /** The same, with somebody else's `id` beside it. */
  'impostor',
  /** The token of an administrator. */
  'administrator',
  /** The token of the user who registered the bot concerned. */
  'botOwner',
  /** The token of an authorised bot. */
  'bot',
  /** The secret of a bot that is not authorised. */
  'unauthorisedBot',
  /** A user's token after it was revoked. */
  'revoked',
  /** An administrator's token with every scope but the one needed for what it asks. */
  'narrow',
  /** The cookie of an ordinary user who signed in, from our own page. */
  'browser',
  /** The same cookie, sent along by a page of another site. */
  'foreignPage',
] as const;
export type Role = (typeof ROLES)[number];

/**
 * `answered`: no error, but the answer itself says no (`auth: 0`, or leads to our page for signing in) and nothing
 * was done.
 * `unconnected`: there is no socket to say it on.
 */
export type Outcome = 'allowed' | 'answered' | 'unconnected' | ErrorCode;
export type Access = Record<Role, Outcome>;

const everybody = (outcome: Outcome): Access =>
  Object.fromEntries(ROLES.map((role) => [role, outcome])) as Access;

const users: Partial<Access> = {
  user: 'allowed',
  administrator: 'allowed',
  botOwner: 'allowed',
  browser: 'allowed',
};

/** A user, of their own: the `id` in the body must be theirs. A page of another site may not change anything. */
const own: Access = {
  ...everybody('unauthenticated'),
  ...users,
  narrow: 'forbidden',
  foreignPage: 'forbidden',
};
/** A user; there is no `id` of theirs, or it is of something else. */
const signedIn: Access = { ...own, impostor: 'allowed' };
/** Looking changes nothing; what another site's page asks for, the browser does not let it read. */
const signedInReading: Access = { ...signedIn, foreignPage: 'allowed' };
/** What is no secret from anybody who is known: any scope will do. */
const known: Access = { ...signedInReading, narrow: 'allowed' };
const administration: Access = {
  ...everybody('unauthenticated'),
  user: 'forbidden',
  impostor: 'forbidden',
  administrator: 'allowed',
  botOwner: 'forbidden',
  narrow: 'forbidden',
  browser: 'forbidden',
  foreignPage: 'forbidden',
};
/** Programs have their token, and no cookie to end or to exchange. */
const browserOnly: Access = {
  ...everybody('unauthenticated'),
  user: 'forbidden',
  impostor: 'forbidden',
  administrator: 'forbidden',
  botOwner: 'forbidden',
  narrow: 'forbidden',
  browser: 'allowed',
  foreignPage: 'forbidden',
};
const bots: Access = { ...everybody('unauthenticated'), bot: 'allowed', unauthorisedBot: 'answered' };
const botSecrets: Access = { ...everybody('answered'), bot: 'allowed' };

/** A page of ours has next-auth's own token, without which nothing is done but to lead back to signing in. */
const ownPages: Access = { ...everybody('allowed'), foreignPage: 'answered' };

/** What each role gets of a route, by who may call it. */
function accessOf(name: RouteName): Access {
  const { caller, scope } = definitionOf(name);
  const byCaller: Record<Caller, Access> = {
    anyone: everybody('allowed'),
    self: own,
    user: isChange(name) ? signedIn : scope === null ? known : signedInReading,
    browser: browserOnly,
    administrator: administration,
    bot: bots,
  };
  return { ...byCaller[caller], ...exceptions[name] };
}

/** What the samples of the table are answered, where that is not what the definition of the route says. */
const exceptions: Partial<Record<RouteName, Partial<Access>>> = {
  // Nobody has to show anything, and a secret that is none is answered `auth: 0`.
  'POST /API/bot/auth': botSecrets,
  // With a wrong password: the tests need the account.
  'POST /api/v1/local-account/delete': { browser: 'forbidden' },
  // With another username than the caller's: the tests need the users.
  'POST /api/v1/me/erase': {
    user: 'bad_request',
    impostor: 'bad_request',
    administrator: 'bad_request',
    botOwner: 'bad_request',
    browser: 'bad_request',
  },
};

/** The routes that are none of the protocol: next-auth's, those for operations, and what there is not. */
const otherRoutes = {
  'GET /api/{missing}': everybody('not_found'),
  'GET /api/auth/csrf': everybody('allowed'),
  'GET /api/auth/providers': everybody('allowed'),
  'GET /api/auth/session': everybody('allowed'),
  'GET /api/auth/signin': everybody('answered'),
  'GET /api/auth/signin/fenix': everybody('answered'),
  'GET /api/auth/error': everybody('answered'),
  'GET /api/auth/callback/fenix': everybody('answered'),
  'POST /api/auth/signin/fenix': ownPages,
  // Not in the settings of those who use this table.
  'GET /api/auth/signin/oidc': everybody('not_found'),
  'GET /api/auth/callback/oidc': everybody('not_found'),
  'POST /api/auth/signin/oidc': everybody('not_found'),
  /** With a wrong password, and with a name that nobody may have. */
  'POST /api/auth/callback/local': { ...everybody('unauthenticated'), foreignPage: 'forbidden' },
  'POST /api/auth/callback/guest': { ...everybody('bad_request'), foreignPage: 'forbidden' },
  'POST /api/auth/signout': ownPages,
  'GET /api/auth/{nextauth}': everybody('not_found'),
  'GET /healthz': everybody('allowed'),
  'GET /readyz': everybody('allowed'),
  // By way of a proxy: no role opens it, but this machine or METRICS_TOKEN.
  'GET /metrics': everybody('forbidden'),
} as const satisfies Record<string, Access>;

export type TestedRoute = RouteName | keyof typeof otherRoutes;
/** Who may ask for what: every route but pages. */
export const routeAccess = {
  ...Object.fromEntries(routeNames.map((name) => [name, accessOf(name)])),
  ...otherRoutes,
} as Record<TestedRoute, Access>;
export const testedRoutes = Object.keys(routeAccess) as TestedRoute[];

export const isApiRoute = (name: TestedRoute): name is RouteName => name in routes;
/** The scope that a token needs for a route; null where none is asked for. */
export const scopeOf = (name: TestedRoute) => (isApiRoute(name) ? definitionOf(name).scope : null);
