import type { ErrorCode } from './errors';
import type { Needed } from './scopes';

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
  /** An administrator's token with every scope but the one needed (`routeScope`, `eventScope`). */
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

/** Who may ask for what: every route but pages, with its method. `<x>` is a variable part. */
export const routeAccess = {
  'POST /API/user/update/coordinates': own,
  'POST /API/user/update/range': own,
  'POST /API/user/show/building': own,
  'POST /API/user/show/range': own,
  'POST /API/user/message/send': own,
  'POST /API/user/message/receive': own,
  'GET /API/bot/check/<id>': everybody('allowed'),
  'GET /API/bot/show/buildings': everybody('allowed'),
  'POST /API/bot/register': signedIn,
  'POST /API/bot/auth': botSecrets,
  'POST /API/bot/message': bots,
  'POST /API/admin/buildings/add': administration,
  'GET /API/admin/buildings/show': administration,
  'GET /API/admin/users/show': administration,
  'GET /API/admin/users/show/online': administration,
  'GET /API/admin/users/show/building/<id>': administration,
  'GET /API/admin/logs/show/user/<id>': administration,
  'GET /API/admin/logs/show/building/<id>': administration,
  'POST /API/admin/bots/update/auth': administration,
  'GET /API/admin/bots/show/auth/<state>': administration,
  'POST /api/v1/socket-ticket': browserOnly,
  'POST /api/v1/sign-out': browserOnly,
  'POST /api/v1/local-account/register': everybody('allowed'),
  'POST /api/v1/local-account/password': browserOnly,
  /** With a wrong password, which is what the table can ask of an account that it needs. */
  'POST /api/v1/local-account/delete': { ...browserOnly, browser: 'forbidden' },
  'GET /api/v1/me': known,
  'GET /api/v1/me/export': signedInReading,
  /** With another username than the caller's, which is what the table can ask of people that it needs. */
  'POST /api/v1/me/erase': {
    ...signedIn,
    user: 'bad_request',
    impostor: 'bad_request',
    administrator: 'bad_request',
    botOwner: 'bad_request',
    browser: 'bad_request',
  },
  'GET /api/v1/profile': signedInReading,
  'POST /api/v1/profile': signedIn,
  'GET /api/v1/sign-ins': signedInReading,
  'DELETE /api/v1/sign-ins/<id>': signedIn,
  'POST /api/v1/sign-out-others': signedIn,
  'GET /api/v1/tokens': signedInReading,
  'POST /api/v1/tokens': signedIn,
  'GET /api/v1/tokens/<id>': signedInReading,
  'DELETE /api/v1/tokens/<id>': signedIn,
  'POST /api/v1/messages': signedIn,
  'GET /api/v1/messages/<id>': signedInReading,
  'POST /api/v1/search': signedIn,
  'GET /api/v1/places': known,
  'GET /api/v1/bots': signedInReading,
  'GET /api/v1/users/<id>/photo': signedInReading,
  'GET /api/v1/reports': administration,
  'GET /api/v1/reports/closed': administration,
  'POST /api/v1/reports/<id>/close': administration,
  'POST /api/v1/reports/<id>/delete-message': administration,
  'GET /api/v1/openapi': everybody('allowed'),
  'GET /api/v1/asyncapi': everybody('allowed'),
  'GET /api/<missing>': everybody('not_found'),
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
  'GET /api/auth/<nextauth>': everybody('not_found'),
  'GET /healthz': everybody('allowed'),
  'GET /readyz': everybody('allowed'),
  // By way of a proxy: no role opens it, but this machine or METRICS_TOKEN.
  'GET /metrics': everybody('forbidden'),
} as const satisfies Record<string, Access>;

export type RouteName = keyof typeof routeAccess;
/** Without next-auth's routes and those of operations, which are no API of ours. */
export type ApiRouteName = Exclude<
  RouteName,
  `${string} /api/auth/${string}` | 'GET /healthz' | 'GET /readyz' | 'GET /metrics'
>;
export const isApiRoute = (name: RouteName): name is ApiRouteName => name in routeScope;

/** How far a user's credential has to reach for a route; null where that is not asked. */
export const routeScope: Record<ApiRouteName, Needed | null> = {
  'POST /API/user/update/coordinates': 'presence',
  'POST /API/user/update/range': 'presence',
  'POST /API/user/show/building': 'read',
  'POST /API/user/show/range': 'read',
  'POST /API/user/message/send': 'send',
  'POST /API/user/message/receive': 'read',
  'GET /API/bot/check/<id>': null,
  'GET /API/bot/show/buildings': null,
  'POST /API/bot/register': 'bots',
  'POST /API/bot/auth': null,
  'POST /API/bot/message': null,
  'POST /API/admin/buildings/add': 'admin',
  'GET /API/admin/buildings/show': 'admin',
  'GET /API/admin/users/show': 'admin',
  'GET /API/admin/users/show/online': 'admin',
  'GET /API/admin/users/show/building/<id>': 'admin',
  'GET /API/admin/logs/show/user/<id>': 'admin',
  'GET /API/admin/logs/show/building/<id>': 'admin',
  'POST /API/admin/bots/update/auth': 'admin',
  'GET /API/admin/bots/show/auth/<state>': 'admin',
  'POST /api/v1/socket-ticket': 'all',
  'POST /api/v1/sign-out': 'all',
  'POST /api/v1/local-account/register': null,
  'POST /api/v1/local-account/password': 'all',
  'POST /api/v1/local-account/delete': 'all',
  'GET /api/v1/me': null,
  'GET /api/v1/me/export': 'all',
  'POST /api/v1/me/erase': 'all',
  'GET /api/v1/profile': 'all',
  'POST /api/v1/profile': 'all',
  'GET /api/v1/sign-ins': 'all',
  'DELETE /api/v1/sign-ins/<id>': 'all',
  'POST /api/v1/sign-out-others': 'all',
  'GET /api/v1/tokens': 'all',
  'POST /api/v1/tokens': 'all',
  'GET /api/v1/tokens/<id>': 'all',
  'DELETE /api/v1/tokens/<id>': 'all',
  'POST /api/v1/messages': 'send',
  'GET /api/v1/messages/<id>': 'read',
  'POST /api/v1/search': 'read',
  'GET /api/v1/places': null,
  'GET /api/v1/bots': 'bots',
  'GET /api/v1/users/<id>/photo': 'read',
  'GET /api/v1/reports': 'admin',
  'GET /api/v1/reports/closed': 'admin',
  'POST /api/v1/reports/<id>/close': 'admin',
  'POST /api/v1/reports/<id>/delete-message': 'admin',
  'GET /api/v1/openapi': null,
  'GET /api/v1/asyncapi': null,
  'GET /api/<missing>': null,
};
