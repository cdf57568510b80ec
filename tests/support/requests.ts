import { randomUUID } from 'node:crypto';
import { definitionOf } from '@/protocol/routes';
import type { RequiredScope } from '@/protocol/scopes';
import { samplePhoto } from '@/server/dev-fenix/photo';
import { isApiRoute, type Role, scopeOf, type TestedRoute } from './access';
import { type Cast, NO_PUSH_SERVICE, PASSWORD } from './cast';
import type { TestConnection } from './clients';
import type { Asking } from './rest';

/** The parts of a valid request to a route besides its credential. */
export interface Sample {
  /** The variable part of the path. */
  variable?: string;
  body?: Record<string, unknown>;
  /** The body of an upload. */
  upload?: Uint8Array;
  headers?: Record<string, string>;
}

/** A small PNG. */
const SAMPLE_PHOTO = Buffer.from(samplePhoto(200), 'base64');
const position = { latitude: 38.7368, longitude: -9.1387 };

/**
 * Returns a valid request to a route by `caller`, who has a session on `socketId`: the example of the route's
 * definition, or a request about an object of this cast.
 */
export function sampleOf(
  cast: Cast,
  name: TestedRoute,
  socketId = 'none',
  caller: string = cast.user.id,
): Sample {
  const spare = cast.spare[caller] ?? cast.spare[cast.user.id];
  const samples: Partial<Record<TestedRoute, () => Sample>> = {
    'POST /API/user/message/send': () => ({ body: { users: [cast.other.id], message: 'hello' } }),
    'POST /API/user/message/receive': () => ({ body: { socket_id: socketId } }),
    'GET /API/bot/check/{id}': () => ({ variable: cast.bot.id }),
    'POST /API/bot/register': () => ({ body: { id: `bot-${randomUUID()}`, b_id: cast.building.id } }),
    'POST /API/bot/auth': () => ({ body: { id: cast.bot.id } }),
    'POST /API/bot/message': () => ({ body: { id: cast.bot.id, message: 'hello' } }),
    'POST /API/admin/buildings/add': () => ({
      body: { id: `b-${randomUUID()}`, name: 'Pavilion', ...position, radious: 30 },
    }),
    'GET /API/admin/users/show/building/{id}': () => ({ variable: cast.building.id }),
    'GET /API/admin/logs/show/user/{id}': () => ({ variable: cast.user.id }),
    'GET /API/admin/logs/show/building/{id}': () => ({ variable: cast.building.id }),
    'POST /API/admin/bots/update/auth': () => ({ body: { id: cast.unauthorisedBot.id, state: 0 } }),
    'POST /api/v1/local-account/register': () => ({
      body: {
        username: `u${randomUUID().replaceAll('-', '').slice(0, 20)}`,
        name: 'Somebody new',
        email: 'new@example.edu',
        password: PASSWORD,
      },
    }),
    'POST /api/v1/local-account/password': () => ({ body: { old: PASSWORD, new: PASSWORD } }),
    'POST /api/v1/local-account/email': () => ({ body: { email: 'new@example.edu', password: PASSWORD } }),
    // A wrong password, because the tests need the account.
    'POST /api/v1/local-account/delete': () => ({ body: { password: 'not that one' } }),
    // Another user's username, because the tests need the user.
    'POST /api/v1/me/erase': () => ({ body: { username: 'somebody-else', messages: 'keep' } }),
    'DELETE /api/v1/sign-ins/{id}': () => ({ variable: spare?.signIn ?? '' }),
    'GET /api/v1/tokens/{id}': () => ({ variable: spare?.token ?? '' }),
    'DELETE /api/v1/tokens/{id}': () => ({ variable: spare?.token ?? '' }),
    'POST /api/v1/messages': () => ({
      body: { to: { to: 'people', users: [cast.other.id] }, text: 'hello', clientId: randomUUID() },
    }),
    'GET /api/v1/conversations/{id}': () => ({ variable: spare?.conversation ?? '' }),
    'GET /api/v1/conversations/{id}/messages': () => ({ variable: spare?.conversation ?? '' }),
    'GET /api/v1/conversations/{id}/members': () => ({ variable: spare?.conversation ?? '' }),
    'GET /api/v1/users/{id}': () => ({ variable: cast.other.id }),
    'GET /api/v1/messages/{id}': () => ({ variable: spare?.message ?? '' }),
    'POST /api/v1/bots/{id}/secret': () => ({
      variable: cast.spareBot.id,
      body: { overlapHours: 24 },
    }),
    'POST /api/v1/bots/{id}/name': () => ({ variable: cast.spareBot.id, body: { name: 'The door' } }),
    'GET /api/v1/bots/{id}/messages': () => ({ variable: cast.bot.id }),
    'GET /api/v1/bots/{id}/schedules': () => ({ variable: cast.bot.id }),
    'POST /api/v1/bots/{id}/schedules': () => ({
      variable: cast.spareBot.id,
      body: { cron: '0 12 1 1 *', text: 'A new year.' },
    }),
    'POST /api/v1/bots/{id}/schedules/preview': () => ({
      variable: cast.bot.id,
      body: { cron: '0 12 * * *' },
    }),
    'GET /api/v1/bots/{id}/places': () => ({ variable: cast.bot.id }),
    'POST /api/v1/bots/{id}/places': () => ({
      variable: cast.bot.id,
      body: { conversation: randomUUID() },
    }),
    'GET /api/v1/bots/{id}/hooks': () => ({ variable: cast.spareBot.id }),
    'POST /api/v1/bots/{id}/hooks': () => ({ variable: cast.spareBot.id, body: { name: 'Builds' } }),
    'GET /api/v1/bots/{id}/outgoing-hooks': () => ({ variable: cast.spareBot.id }),
    'POST /api/v1/bots/{id}/outgoing-hooks': () => ({
      variable: cast.spareBot.id,
      body: { name: 'Menu', url: 'https://menu.example.edu/quad', hears: 'mentions' },
    }),
    'DELETE /api/v1/bots/{id}': () => ({ variable: 'no-such-bot' }),
    'GET /api/v1/admin/users/{id}': () => ({ variable: cast.other.id }),
    'GET /api/v1/admin/users/{id}/sign-ins': () => ({ variable: cast.other.id }),
    // A user whose token is revoked, because the tests need the others.
    'POST /api/v1/admin/users/{id}/suspend': () => ({
      variable: cast.revoked.id,
      body: { reason: 'spam', until: new Date(Date.now() + 86_400_000).toISOString() },
    }),
    'POST /api/v1/admin/users/{id}/lift-suspension': () => ({ variable: cast.revoked.id }),
    'POST /api/v1/admin/users/{id}/warn': () => ({
      variable: cast.revoked.id,
      body: { text: 'Please do not.' },
    }),
    'POST /api/v1/admin/buildings': () => ({
      body: { id: `b-${randomUUID()}`, name: 'Pavilion', campus: null, shape: null },
    }),
    'GET /api/v1/admin/buildings/{id}': () => ({ variable: cast.building.id }),
    'POST /api/v1/admin/buildings/{id}': () => ({
      variable: cast.building.id,
      body: { name: cast.building.name, campus: null, shape: { type: 'Circle', ...position, radius: 30 } },
    }),
    'DELETE /api/v1/admin/buildings/{id}': () => ({ variable: 'no-such-building' }),
    'POST /api/v1/admin/campuses': () => ({
      body: { id: `c-${randomUUID()}`, name: 'Access', latitude: null, longitude: null, grounds: [] },
    }),
    'POST /api/v1/admin/campuses/{id}': () => ({
      variable: 'no-such-campus',
      body: { name: 'Access', latitude: null, longitude: null, grounds: [] },
    }),
    'DELETE /api/v1/admin/campuses/{id}': () => ({ variable: 'no-such-campus' }),
    'POST /api/v1/admin/places/import': () => ({
      body: {
        file: { type: 'FeatureCollection', features: [] },
        complete: false,
        name: 'nothing.geojson',
        version: 999_999,
      },
    }),
    'POST /api/v1/admin/place-changes/{id}/undo': () => ({ variable: '999999999' }),
    'GET /api/v1/users/{id}/photo': () => ({ variable: cast.other.id }),
    'GET /api/v1/photos/{id}/small': () => ({ variable: cast.photo }),
    'GET /api/v1/photos/{id}/large': () => ({ variable: cast.photo }),
    'POST /api/v1/cap-messages': () => ({ upload: Buffer.from('<alert/>') }),
    'POST /api/v1/profile/photo': () => ({ upload: SAMPLE_PHOTO }),
    'POST /api/v1/attachments/{id}/parts/{part}': () => ({ variable: randomUUID(), upload: SAMPLE_PHOTO }),
    // Nothing listens there, and each browser has an endpoint of its own.
    'POST /api/v1/notifications/subscribe': () => ({
      body: { ...exampleOf(name).body, endpoint: `${NO_PUSH_SERVICE}/${randomUUID()}` },
    }),
    'POST /api/v1/notifications/devices/{id}': () => ({ variable: randomUUID(), body: { directOnly: true } }),
    'DELETE /api/v1/notifications/devices/{id}': () => ({ variable: randomUUID() }),
    'POST /api/v1/notifications/conversations/{id}': () => ({
      variable: spare?.conversation ?? '',
      body: { muteMinutes: 60 },
    }),
    'POST /api/v1/notifications/read': () => ({ body: { conversation: spare?.conversation ?? '', seq: 1 } }),
    'POST /api/v1/reports/{id}/close': () => ({ variable: cast.report, body: { note: 'seen to' } }),
    'POST /api/v1/reports/{id}/delete-message': () => ({ variable: cast.report }),
    'POST /api/v1/alerts/{id}/answer': () => ({ variable: randomUUID(), body: { answer: 'safe' } }),
    'POST /api/v1/admin/alert-grants': () => ({ body: { user: cast.other.id, role: 'drafter' } }),
    'DELETE /api/v1/admin/alert-grants/{id}': () => ({ variable: randomUUID() }),
    'GET /api/{missing}': () => ({ variable: 'v1/nothing' }),
    'POST /api/auth/signin/fenix': () => ({ body: { callbackUrl: '/' } }),
    'POST /api/auth/signin/oidc': () => ({ body: { callbackUrl: '/' } }),
    'POST /api/auth/callback/local': () => ({ body: { username: cast.user.id, password: 'not that one' } }),
    'POST /api/auth/callback/guest': () => ({ body: { name: '' } }),
    'POST /api/auth/signout': () => ({ body: { callbackUrl: '/' } }),
    'GET /api/auth/{nextauth}': () => ({ variable: 'verify-request' }),
    'GET /metrics': () => ({ headers: { 'X-Forwarded-For': '192.0.2.1' } }),
  };
  return samples[name]?.() ?? exampleOf(name);
}

/** Returns the example of a route in the documents. */
function exampleOf(name: TestedRoute): Sample {
  if (!isApiRoute(name)) return {};
  const { body: schema, example } = definitionOf(name);
  const [variable] = Object.values(example?.params ?? {}) as string[];
  const body = example?.body as Sample['body'];
  return { ...(variable && { variable }), ...(schema && { body: body ?? {} }) };
}

/** A public channel that the user of a connection has created, and their message in it. */
export interface Own {
  conversation: string;
  message: string;
}

/** Creates the channel and the message; for a connection without the right, returns ids that do not exist. */
export async function makeOwn(connection: TestConnection): Promise<Own> {
  const answer = await connection.say('create_conversation', {
    kind: 'channel',
    title: `channel ${randomUUID()}`,
    public: true,
  });
  const conversation = 'error' in answer ? randomUUID() : answer.conversation.id;
  const sent = await connection.say('send_message', {
    clientId: randomUUID(),
    address: { to: 'conversation', id: conversation },
    text: 'hello',
  });
  const message = 'error' in sent ? randomUUID() : (sent.entries[0]?.message.id as string);
  return { conversation, message };
}

/** Returns whether the body of a route carries the caller's own `id`. */
const isOfCaller = (name: TestedRoute) => isApiRoute(name) && definitionOf(name).caller === 'self';

/** Returns the request as a role sends it. */
export async function askAs(cast: Cast, name: TestedRoute, role: Role, sample: Sample): Promise<Asking> {
  const [method, pattern] = name.split(' ') as [string, string];
  const path = pattern
    .replace('{part}', '0')
    .replace('{conversation}', randomUUID())
    .replace(/\{\w+\}/, sample.variable ?? '');
  const { body, upload, headers } = sample;
  const asking: Asking & { body?: object } = {
    method,
    path,
    ...(body && { body }),
    ...(upload && { body: upload }),
    ...(headers && { headers }),
  };
  const origin = role === 'foreignPage' ? 'https://elsewhere.example' : cast.url;
  if (role === 'browser' || role === 'foreignPage')
    asking.headers = { ...headers, ...(await cast.browser(origin)) };
  if (name.startsWith('POST /api/auth/') && role !== 'foreignPage') return fromOurPage(cast, asking);
  if (name === 'POST /API/bot/auth' || name === 'POST /API/bot/message')
    return asBot(cast, name, role, asking);

  const identity = {
    ...credentialOf(cast, role, scopeOf(name)),
    ...(role === 'impostor' && { id: cast.other.id }),
  };
  if (isOfCaller(name)) return { ...asking, body: { ...sample.body, ...identity } };
  return { ...asking, bearer: identity.token };
}

/** Adds next-auth's own token, which a page of another site cannot read. */
function fromOurPage(cast: Cast, asking: Asking & { body?: object }): Asking {
  const { cookie, token } = cast.csrf;
  const Cookie = [asking.headers?.Cookie, cookie].filter(Boolean).join('; ');
  return { ...asking, headers: { ...asking.headers, Cookie }, body: { ...asking.body, csrfToken: token } };
}

/** Returns the request with a bot's secret, which any role may guess. */
function asBot(cast: Cast, name: TestedRoute, role: Role, asking: Asking & { body?: object }): Asking {
  const id = role === 'unauthorisedBot' ? cast.unauthorisedBot.id : cast.bot.id;
  if (name === 'POST /API/bot/auth') {
    const pass = role === 'bot' ? cast.bot.pass : (credentialOf(cast, role).token ?? 'a guess');
    return { ...asking, body: { ...asking.body, id, pass } };
  }
  const { token } = credentialOf(cast, role);
  const shown = role === 'unauthorisedBot' ? { pass: token } : { token };
  return { ...asking, body: { ...asking.body, id, ...shown } };
}

/** Returns the id and token that a role sends where `scope` is needed; empty for roles without a token. */
export function credentialOf(
  cast: Cast,
  role: Role,
  needed: RequiredScope | null = null,
): { id?: string; token?: string } {
  if (role === 'narrow') return cast.narrow(needed);
  if (role === 'user' || role === 'administrator' || role === 'botOwner' || role === 'revoked')
    return cast[role];
  if (role === 'impostor') return cast.user;
  if (role === 'bot') return { id: cast.bot.id, token: cast.bot.token };
  if (role === 'unauthorisedBot') return { id: cast.unauthorisedBot.id, token: cast.unauthorisedBot.pass };
  return {};
}
