import type { ErrorCode } from '@/protocol/errors';
import { definitionOf, type RouteName, routeNames, routes } from '@/protocol/routes';
import { alertOfficerRoutes } from '@/protocol/routes/alert-officers';
import { alertReportRoutes } from '@/protocol/routes/alert-reports';
import { type Caller, isChange } from '@/protocol/routes/define';
import type { RequiredScope } from '@/protocol/scopes';

/** The roles that request a route or send an event, by their credential. */
export const ROLES = [
  /** Without a credential. */
  'anonymous',
  /** The token of an ordinary user. */
  'user',
  /** The same token, with another user's `id` beside it. */
  'impostor',
  /** The token of an administrator. */
  'administrator',
  /** The token of the user who registered the bot concerned. */
  'botOwner',
  /** The token of an authorised bot. */
  'bot',
  /** The secret of a bot that is not authorised. */
  'unauthorisedBot',
  /** The revoked token of a user. */
  'revoked',
  /** An administrator's token with every scope except the required one. */
  'narrow',
  /** The cookie of an ordinary user who signed in, sent by our own page. */
  'browser',
  /** The same cookie, sent by a page of another site. */
  'foreignPage',
] as const;
export type Role = (typeof ROLES)[number];

/**
 * `answered`: no error, but the answer itself refuses (`auth: 0`, or a redirect to our sign-in page) and nothing was
 * done. `unconnected`: there is no socket to send on.
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

/**
 * For users, about themselves: the `id` in the body must be their own. A page of another site may not change anything.
 */
const own: Access = {
  ...everybody('unauthenticated'),
  ...users,
  narrow: 'forbidden',
  foreignPage: 'forbidden',
};
/** For users; the body has no `id` of the user. */
const signedIn: Access = { ...own, impostor: 'allowed' };
/** For users, to read: another site's page may send the request, and the browser does not let it read the answer. */
const signedInReading: Access = { ...signedIn, foreignPage: 'allowed' };
/** Public among users: any scope is enough. */
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
/** For browsers: programs have a token, and no cookie to end or to exchange. */
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

/** next-auth's forms: our pages have next-auth's own token; a form without it only leads back to the sign-in page. */
const ownPages: Access = { ...everybody('allowed'), foreignPage: 'answered' };

/**
 * The scope that a user's token needs for each route: `all` for no token with a list of scopes, null for any token or
 * none. Written out here, so that a wrong scope in a definition fails a test.
 */
export const ROUTE_SCOPES: Record<RouteName, RequiredScope | null> = {
  'GET /api/v1/me': null,
  'GET /api/v1/me/export': 'all',
  'POST /api/v1/me/erase': 'all',
  'GET /api/v1/profile': 'all',
  'POST /api/v1/profile': 'all',
  'GET /api/v1/sign-ins': 'all',
  'DELETE /api/v1/sign-ins/{id}': 'all',
  'POST /api/v1/sign-out-others': 'all',
  'POST /api/v1/sign-out': 'all',
  'POST /api/v1/socket-ticket': 'read',
  'GET /api/v1/tokens': 'all',
  'POST /api/v1/tokens': 'all',
  'GET /api/v1/tokens/{id}': 'all',
  'DELETE /api/v1/tokens/{id}': 'all',
  'POST /api/v1/oauth/device-authorization': null,
  'POST /api/v1/oauth/token': null,
  'POST /api/v1/oauth/revoke': null,
  'POST /api/v1/device-codes/review': 'all',
  'POST /api/v1/device-codes/answer': 'all',
  'POST /api/v1/local-account/register': null,
  'POST /api/v1/local-account/forgot': null,
  'POST /api/v1/local-account/reset': null,
  'POST /api/v1/local-account/password': 'all',
  'POST /api/v1/local-account/email': 'all',
  'POST /api/v1/local-account/verify-email': null,
  'POST /api/v1/local-account/delete': 'all',
  'GET /api/v1/conversations': 'read',
  'GET /api/v1/conversations/{id}': 'read',
  'GET /api/v1/conversations/{id}/messages': 'read',
  'GET /api/v1/conversations/{id}/members': 'read',
  'GET /api/v1/channels': 'read',
  'POST /api/v1/channels/join': 'send',
  'POST /api/v1/messages': 'send',
  'GET /api/v1/messages/{id}': 'read',
  'POST /api/v1/attachments': 'send',
  'POST /api/v1/attachments/{id}/parts/{part}': 'send',
  'DELETE /api/v1/attachments/{id}': 'send',
  'GET /api/v1/attachments/{id}/small': 'read',
  'GET /api/v1/attachments/{id}/large': 'read',
  'GET /api/v1/attachments/{id}/file': 'read',
  'POST /api/v1/search': 'read',
  'GET /api/v1/places': null,
  'GET /api/v1/bots': 'bots',
  'POST /api/v1/bots/{id}/secret': 'bots',
  'POST /api/v1/bots/{id}/name': 'bots',
  'DELETE /api/v1/bots/{id}': 'bots',
  'GET /api/v1/bots/{id}/messages': 'bots',
  'GET /api/v1/bots/{id}/places': 'bots',
  'POST /api/v1/bots/{id}/places': 'bots',
  'DELETE /api/v1/bots/{id}/places/{conversation}': 'bots',
  'GET /api/v1/bots/{id}/schedules': 'bots',
  'POST /api/v1/bots/{id}/schedules': 'bots',
  'POST /api/v1/bots/{id}/schedules/preview': 'bots',
  'DELETE /api/v1/bot-schedules/{id}': 'bots',
  'POST /api/v1/bot-answers': null,
  'GET /api/v1/bots/{id}/hooks': 'bots',
  'POST /api/v1/bots/{id}/hooks': 'bots',
  'POST /api/v1/hooks/{id}/secret': 'bots',
  'DELETE /api/v1/hooks/{id}': 'bots',
  'GET /api/v1/bots/{id}/outgoing-hooks': 'bots',
  'POST /api/v1/bots/{id}/outgoing-hooks': 'bots',
  'POST /api/v1/outgoing-hooks/{id}/settings': 'bots',
  'POST /api/v1/outgoing-hooks/{id}/secret': 'bots',
  'POST /api/v1/outgoing-hooks/{id}/replay': 'bots',
  'DELETE /api/v1/outgoing-hooks/{id}': 'bots',
  'GET /api/v1/notifications': 'all',
  'POST /api/v1/notifications': 'all',
  'GET /api/v1/notifications/decisions': 'all',
  'POST /api/v1/notifications/subscribe': 'all',
  'POST /api/v1/notifications/unsubscribe': 'all',
  'POST /api/v1/notifications/test': 'all',
  'POST /api/v1/notifications/devices/{id}': 'all',
  'DELETE /api/v1/notifications/devices/{id}': 'all',
  'POST /api/v1/notifications/conversations/{id}': 'send',
  'POST /api/v1/notifications/read': 'send',
  'GET /api/v1/users/{id}': 'read',
  'POST /api/v1/find-people': 'read',
  'GET /api/v1/users/{id}/photo': 'read',
  'GET /api/v1/photos/{id}/small': 'read',
  'GET /api/v1/photos/{id}/large': 'read',
  'POST /api/v1/profile/photo': 'all',
  'DELETE /api/v1/profile/photo': 'all',
  'GET /api/v1/reports': 'admin',
  'GET /api/v1/reports/closed': 'admin',
  'POST /api/v1/reports/{id}/close': 'admin',
  'POST /api/v1/reports/{id}/delete-message': 'admin',
  'POST /api/v1/admin/find-users': 'admin',
  'GET /api/v1/admin/rooms': 'admin',
  'GET /api/v1/admin/users/{id}/sign-ins': 'admin',
  'GET /api/v1/admin/users/{id}': 'admin',
  'POST /api/v1/admin/users/{id}/suspend': 'admin',
  'POST /api/v1/admin/users/{id}/lift-suspension': 'admin',
  'POST /api/v1/admin/users/{id}/warn': 'admin',
  'POST /api/v1/admin/buildings': 'admin',
  'GET /api/v1/admin/buildings/{id}': 'admin',
  'POST /api/v1/admin/buildings/{id}': 'admin',
  'DELETE /api/v1/admin/buildings/{id}': 'admin',
  'POST /api/v1/admin/campuses': 'admin',
  'POST /api/v1/admin/campuses/{id}': 'admin',
  'DELETE /api/v1/admin/campuses/{id}': 'admin',
  'POST /api/v1/admin/places/preview': 'admin',
  'POST /api/v1/admin/places/import': 'admin',
  'GET /api/v1/admin/place-changes': 'admin',
  'POST /api/v1/admin/place-changes/{id}/undo': 'admin',
  'GET /api/v1/admin/building-counts/{from}': 'admin',
  'GET /api/v1/alerts': 'read',
  'POST /api/v1/alerts/{id}/answer': 'send',
  'POST /api/v1/alert-receipts': 'read',
  'GET /api/v1/alert-lookups': 'all',
  'GET /api/v1/me/visibility': 'read',
  'GET /api/v1/me/lookups': 'all',
  'POST /api/v1/incidents': 'send',
  'GET /api/v1/alert-console': 'all',
  'POST /api/v1/alert-preview': 'all',
  'POST /api/v1/live-alerts/drafts': 'all',
  'POST /api/v1/live-alerts/drafts/{id}/submit': 'all',
  'POST /api/v1/live-alerts/drafts/{id}/approve': 'all',
  'POST /api/v1/live-alerts/break-glass': 'all',
  'POST /api/v1/exercise-alerts/drafts': 'all',
  'POST /api/v1/exercise-alerts/drafts/{id}/submit': 'all',
  'POST /api/v1/exercise-alerts/drafts/{id}/approve': 'all',
  'POST /api/v1/test-alerts/drafts': 'all',
  'POST /api/v1/test-alerts/drafts/{id}/submit': 'all',
  'POST /api/v1/test-alerts/drafts/{id}/approve': 'all',
  'GET /api/v1/alert-drafts/{id}/preview': 'all',
  'POST /api/v1/alert-drafts/{id}/discard': 'all',
  'GET /api/v1/alerts/{id}': 'all',
  'POST /api/v1/alerts/{id}/cancel': 'all',
  'POST /api/v1/alerts/{id}/review': 'all',
  'POST /api/v1/alerts/{id}/roll-call': 'all',
  'POST /api/v1/alerts/{id}/answer-for': 'all',
  'GET /api/v1/alert-templates': 'all',
  'POST /api/v1/alert-templates': 'all',
  'POST /api/v1/alert-templates/{name}/approve': 'all',
  'POST /api/v1/cap-messages/{id}/dismiss': 'all',
  'POST /api/v1/cap-messages': 'send',
  'GET /api/v1/cap-feed': null,
  'GET /api/v1/cap-feed/{identifier}': null,
  'GET /api/v1/alerts/{id}/report': 'all',
  'GET /api/v1/alerts/{id}/report.html': 'all',
  'GET /api/v1/alerts/{id}/report.csv': 'all',
  'POST /api/v1/alerts/{id}/exercise-record': 'all',
  'POST /api/v1/alerts/{id}/roll-call/csv': 'all',
  'GET /api/v1/alert-exercises/{year}': 'all',
  'GET /api/v1/alert-exercises/{year}/csv': 'all',
  'GET /api/v1/admin/alert-grants': 'admin',
  'GET /api/v1/admin/cap-sources': 'admin',
  'POST /api/v1/admin/alert-grants': 'admin',
  'DELETE /api/v1/admin/alert-grants/{id}': 'admin',
  'GET /api/v1/openapi': null,
  'GET /api/v1/asyncapi': null,
  'GET /api/v1/typescript-client': null,
  'POST /API/user/update/coordinates': 'presence',
  'POST /API/user/update/range': 'presence',
  'POST /API/user/show/building': 'read',
  'POST /API/user/show/range': 'read',
  'POST /API/user/message/send': 'send',
  'POST /API/user/message/receive': 'read',
  'GET /API/bot/check/{id}': null,
  'GET /API/bot/show/buildings': null,
  'POST /API/bot/register': 'bots',
  'POST /API/bot/auth': null,
  'POST /API/bot/message': null,
  'POST /API/admin/buildings/add': 'admin',
  'GET /API/admin/buildings/show': 'admin',
  'GET /API/admin/users/show': 'admin',
  'GET /API/admin/users/show/online': 'admin',
  'GET /API/admin/users/show/building/{id}': 'admin',
  'GET /API/admin/logs/show/user/{id}': 'admin',
  'GET /API/admin/logs/show/building/{id}': 'admin',
  'POST /API/admin/bots/update/auth': 'admin',
  'GET /API/admin/bots/show/auth/{state}': 'admin',
};

/** The caller of the sample has no right for alerts, and the samples name no alert. */
const noOfficer: Partial<Access> = { browser: 'forbidden' };

/** Returns the outcome of a route for each role, from its caller and its scope. */
function accessOf(name: RouteName): Access {
  const { caller } = definitionOf(name);
  const scope = ROUTE_SCOPES[name];
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

/** The samples name no device and no upload of a user. */
const notThere: Partial<Access> = {
  user: 'not_found',
  impostor: 'not_found',
  administrator: 'not_found',
  botOwner: 'not_found',
  browser: 'not_found',
};

const OFFICER_ROUTES = Object.keys({ ...alertOfficerRoutes, ...alertReportRoutes }) as RouteName[];

/** The outcomes of the table's sample requests that differ from the definition of the route. */
const exceptions: Partial<Record<RouteName, Partial<Access>>> = {
  // The samples name a token and a code that do not exist.
  'POST /api/v1/oauth/token': everybody('bad_request'),
  // The samples name no mailed code.
  'POST /api/v1/local-account/verify-email': everybody('not_found'),
  'POST /api/v1/local-account/reset': everybody('not_found'),
  'POST /api/v1/device-codes/review': { browser: 'not_found' },
  'POST /api/v1/device-codes/answer': { browser: 'not_found' },
  // No credential is required, and a wrong secret is answered `auth: 0`.
  'POST /API/bot/auth': botSecrets,
  // The sample has a wrong password, because the tests need the account.
  'POST /api/v1/local-account/delete': { browser: 'forbidden' },
  // The samples name bots of `botOwner`; for others they do not exist.
  'POST /api/v1/bots/{id}/secret': { user: 'not_found', impostor: 'not_found', browser: 'not_found' },
  'POST /api/v1/bots/{id}/name': { user: 'not_found', impostor: 'not_found', browser: 'not_found' },
  'GET /api/v1/bots/{id}/messages': {
    user: 'not_found',
    impostor: 'not_found',
    browser: 'not_found',
    foreignPage: 'not_found',
  },
  // The browser of the sample is not notified.
  'POST /api/v1/notifications/test': { browser: 'not_found' },
  'POST /api/v1/notifications/devices/{id}': notThere,
  'DELETE /api/v1/notifications/devices/{id}': notThere,
  'POST /api/v1/attachments/{id}/parts/{part}': notThere,
  'DELETE /api/v1/attachments/{id}': notThere,
  'GET /api/v1/attachments/{id}/small': { ...notThere, foreignPage: 'not_found' },
  'GET /api/v1/attachments/{id}/large': { ...notThere, foreignPage: 'not_found' },
  'GET /api/v1/attachments/{id}/file': { ...notThere, foreignPage: 'not_found' },
  // The sample names no bot, because the tests need the bots.
  'DELETE /api/v1/bots/{id}': {
    user: 'not_found',
    impostor: 'not_found',
    administrator: 'not_found',
    botOwner: 'not_found',
    browser: 'not_found',
  },
  'GET /api/v1/bots/{id}/hooks': {
    user: 'not_found',
    impostor: 'not_found',
    browser: 'not_found',
    foreignPage: 'not_found',
  },
  'POST /api/v1/bots/{id}/hooks': { user: 'not_found', impostor: 'not_found', browser: 'not_found' },
  'GET /api/v1/bots/{id}/schedules': {
    user: 'not_found',
    impostor: 'not_found',
    browser: 'not_found',
    foreignPage: 'not_found',
  },
  'POST /api/v1/bots/{id}/schedules': { user: 'not_found', impostor: 'not_found', browser: 'not_found' },
  'POST /api/v1/bots/{id}/schedules/preview': {
    user: 'not_found',
    impostor: 'not_found',
    browser: 'not_found',
  },
  'DELETE /api/v1/bot-schedules/{id}': notThere,
  'GET /api/v1/bots/{id}/places': {
    user: 'not_found',
    impostor: 'not_found',
    browser: 'not_found',
    foreignPage: 'not_found',
  },
  // The sample names no conversation of anybody.
  'POST /api/v1/bots/{id}/places': {
    user: 'forbidden',
    impostor: 'forbidden',
    administrator: 'forbidden',
    botOwner: 'forbidden',
    browser: 'forbidden',
  },
  'DELETE /api/v1/bots/{id}/places/{conversation}': notThere,
  // The token of the sample is forged.
  'POST /api/v1/bot-answers': everybody('not_found'),
  // The samples name no webhook.
  'POST /api/v1/hooks/{id}/secret': notThere,
  'DELETE /api/v1/hooks/{id}': notThere,
  'GET /api/v1/bots/{id}/outgoing-hooks': {
    user: 'not_found',
    impostor: 'not_found',
    browser: 'not_found',
    foreignPage: 'not_found',
  },
  'POST /api/v1/bots/{id}/outgoing-hooks': { user: 'not_found', impostor: 'not_found', browser: 'not_found' },
  'POST /api/v1/outgoing-hooks/{id}/settings': notThere,
  'POST /api/v1/outgoing-hooks/{id}/secret': notThere,
  'POST /api/v1/outgoing-hooks/{id}/replay': notThere,
  'DELETE /api/v1/outgoing-hooks/{id}': notThere,
  // The sample names no building, because the tests need the buildings.
  'DELETE /api/v1/admin/buildings/{id}': { administrator: 'not_found' },
  'POST /api/v1/admin/campuses/{id}': { administrator: 'not_found' },
  'DELETE /api/v1/admin/campuses/{id}': { administrator: 'not_found' },
  // The samples name a state of the places, and a change, that never were.
  'POST /api/v1/admin/places/import': { administrator: 'conflict' },
  'POST /api/v1/admin/place-changes/{id}/undo': { administrator: 'conflict' },
  ...Object.fromEntries(OFFICER_ROUTES.map((name) => [name, noOfficer])),
  'POST /api/v1/alerts/{id}/answer': {
    user: 'not_found',
    impostor: 'not_found',
    administrator: 'not_found',
    botOwner: 'not_found',
    browser: 'not_found',
  },
  // Nobody in the table is the user of a source.
  'POST /api/v1/cap-messages': {
    user: 'forbidden',
    impostor: 'forbidden',
    administrator: 'forbidden',
    botOwner: 'forbidden',
    browser: 'forbidden',
  },
  // The sample names no message.
  'GET /api/v1/cap-feed/{identifier}': everybody('not_found'),
  'DELETE /api/v1/admin/alert-grants/{id}': { administrator: 'not_found' },
  // The sample has another username than the caller's, because the tests need the users.
  'POST /api/v1/me/erase': {
    user: 'bad_request',
    impostor: 'bad_request',
    administrator: 'bad_request',
    botOwner: 'bad_request',
    browser: 'bad_request',
  },
};

/** Routes outside the protocol: next-auth's, the operator's, and routes that do not exist. */
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
  // Not enabled in the settings of the nodes that use this table.
  'GET /api/auth/signin/oidc': everybody('not_found'),
  'GET /api/auth/callback/oidc': everybody('not_found'),
  'POST /api/auth/signin/oidc': everybody('not_found'),
  /** The samples have a wrong password, and a name that no user may have. */
  'POST /api/auth/callback/local': { ...everybody('unauthenticated'), foreignPage: 'forbidden' },
  'POST /api/auth/callback/guest': { ...everybody('bad_request'), foreignPage: 'forbidden' },
  'POST /api/auth/signout': ownPages,
  'GET /api/auth/{nextauth}': everybody('not_found'),
  'GET /healthz': everybody('allowed'),
  'GET /readyz': everybody('allowed'),
  // Requested through a proxy: no role has access, only this machine or METRICS_TOKEN.
  'GET /metrics': everybody('forbidden'),
  // For the doctor of the installation, which shows that it knows NEXTAUTH_SECRET.
  'GET /doctor': everybody('forbidden'),
} as const satisfies Record<string, Access>;

export type TestedRoute = RouteName | keyof typeof otherRoutes;
/** The outcome of every route for every role, except for pages. */
export const routeAccess = {
  ...Object.fromEntries(routeNames.map((name) => [name, accessOf(name)])),
  ...otherRoutes,
} as Record<TestedRoute, Access>;
export const testedRoutes = Object.keys(routeAccess) as TestedRoute[];

export const isApiRoute = (name: TestedRoute): name is RouteName => name in routes;
/** Returns the scope that a token needs for a route; null where none is needed. */
export const scopeOf = (name: TestedRoute) => (isApiRoute(name) ? ROUTE_SCOPES[name] : null);
