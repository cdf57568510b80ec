import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ERRORS } from '@/protocol/errors';
import { type ClientEvent, clientEvents, errorsOf } from '@/protocol/events';
import type { WireEntry } from '@/protocol/messages';
import { definitionOf } from '@/protocol/routes';
import { isRestPath } from '@/server/http/paths';
import {
  type Access,
  isApiRoute,
  ROLES,
  type Role,
  routeAccess,
  testedRoutes as routes,
  type TestedRoute,
} from '../support/access';
import { type Cast, createCast } from '../support/cast';
import { connectLegacyClient, open, type TestConnection } from '../support/clients';
import { samplePayload } from '../support/event-access';
import { hookBody } from '../support/hook-payloads';
import { LONG_TESTS } from '../support/long-tests';
import { type Change, changed, changeOf, changes, nastyText, nastyValue } from '../support/nasty';
import { askAs, credentialOf, makeOwn, type Own, sampleOf } from '../support/requests';
import type { Answer, Asking } from '../support/rest';

/** A fixed seed makes every run the same, unless FUZZ_SEED sets another; a failure prints the seed and the case. */
const seed = Number(process.env.FUZZ_SEED ?? 20_261_121);
/** The number of random cases, after those in which every route and event gets every kind of bad input. */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? (LONG_TESTS ? 7_000 : 100));
const EVENTS = Number(process.env.FUZZ_EVENTS ?? (LONG_TESTS ? 4_000 : 100));
const HOOKS = LONG_TESTS ? 3_000 : 150;
const MINUTES = 60_000;

const events = Object.keys(clientEvents) as ClientEvent[];
const OUTSIDE_NAMES = ['', '__proto__', 'constructor', 'toString', 'message', 'new_message', 'error'];
/** Socket.IO's own event names; its parser closes a connection that sends one. */
const RESERVED = ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'];

let cast: Cast;
/** The objects that the sending user of these tests has created. */
let own: Own;
/** The number of answers by outcome: a generator that makes only one kind of mistake proves little. */
const tally: Record<string, number> = {};
/** Values that were accepted because a change kept them valid; only these may be stored. */
const accepted = {
  messages: new Set<unknown>(),
  bots: 0,
  buildings: new Set<unknown>(),
  tokens: 0,
  users: 0,
};
let before: Awaited<ReturnType<typeof stored>>;
/** Cases for every route and event with every kind of bad input. */
let planned: { requests: OddRequest[]; events: OddEvent[] };

beforeAll(async () => {
  // Created before there are connections: the node closes a connection that stays idle meanwhile.
  planned = { requests: plannedRequests(), events: plannedEvents() };
  expect(planned.requests.filter(({ variable }) => variable !== null)).not.toEqual([]);
  const [requests, sayings] = [planned.requests.length, planned.events.length];
  console.info(
    `fuzz: FUZZ_SEED=${seed}, ${requests} planned requests and ${REQUESTS} by chance, ${sayings} planned events and ${EVENTS}`,
  );
  cast = await createCast();
  const connection = await connectLegacyClient(cast.url, cast.user);
  own = await makeOwn(connection);
  await connection.close();
  before = await stored();
});
afterAll(() => cast?.stop());

async function stored() {
  const { rows } = await cast.db.query<
    Record<'users' | 'messages' | 'bots' | 'buildings' | 'tokens', number>
  >(
    `SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM messages) AS messages,
       (SELECT count(*) FROM bots) AS bots, (SELECT count(*) FROM buildings) AS buildings,
       (SELECT count(*) FROM api_tokens) AS tokens`,
  );
  return rows[0] as (typeof rows)[number];
}

describe('every route', () => {
  it(
    'answers every kind of odd request as documented',
    async () => {
      const numRuns = planned.requests.length + REQUESTS;
      let cases = 0;
      const property = fc.asyncProperty(oddRequest, async (odd) => {
        cases += 1;
        const asking = await build(odd);
        const answer = await cast.rest(asking);
        judge(odd.route, answer, asking.path);
        if (isGuest(odd.route, answer)) accepted.users += 1;
        if (answer.status < 300) note(odd.route, answer, asking);
      });
      const examples = planned.requests.map((odd): [OddRequest] => [odd]);
      await fc.assert(property, { seed, numRuns, examples, endOnFailure: true });
      expect(cases).toBe(numRuns);
    },
    10 * MINUTES,
  );
});

describe('a webhook', () => {
  it(
    '[B12] answers every kind of odd payload, type and address with a word',
    async () => {
      const { path } = (
        await cast.rest({
          method: 'POST',
          path: `/api/v1/bots/${cast.bot.id}/hooks`,
          bearer: cast.botOwner.token,
          body: { name: 'Odd' },
        })
      ).json();
      const odd = fc.record({
        body: hookBody,
        type: fc.constantFrom('application/json', 'application/x-www-form-urlencoded', 'text/plain', 'x'),
        suffix: seldom(wrong.variable, ''),
        method: seldom(wrong.method, 'POST'),
      });
      const words = new Set<string>();
      const property = fc.asyncProperty(odd, async ({ body, type, suffix, method }) => {
        const address = path + suffix.replaceAll(/[^\x21-\x7e]/g, '?');
        const answer = await cast.rest({ method, path: address, body, headers: { 'Content-Type': type } });
        expect(answer.status).toBeLessThan(500);
        expect(answer.status === 200).toBe(answer.text === 'ok');
        if (answer.text === 'ok') accepted.messages.add(Symbol());
        words.add(answer.text);
      });
      await fc.assert(property, { seed, numRuns: HOOKS, endOnFailure: true });
      expect([...words]).toEqual(expect.arrayContaining(['ok', 'no_text', 'invalid_payload', 'too_large']));
    },
    10 * MINUTES,
  );
});

describe('every event', () => {
  it(
    'acknowledges every kind of odd event and stays connected',
    async () => {
      const numRuns = planned.events.length + EVENTS;
      const connections = new TestConnections();
      let cases = 0;
      const property = fc.asyncProperty(oddEvent, async (odd) => {
        cases += 1;
        await utter(await connections.of(odd.role), odd);
      });
      const examples = planned.events.map((odd): [OddEvent] => [odd]);
      await fc.assert(property, { seed, numRuns, examples, endOnFailure: true });
      await connections.close();
      expect(cases).toBe(numRuns);
    },
    10 * MINUTES,
  );
});

describe('an invalid frame', () => {
  const frames = [
    ...RESERVED.map((name) => `2["${name}","transport close"]`),
    '2',
    '2[]',
    '2[5,{}]',
    '2{"a":1}',
    '2["sync"',
    '5["sync"]',
    '59-["sync",{"_placeholder":true,"num":3}]',
    '51-["sync",{"_placeholder":true,"num":"__proto__"}]',
    '3999["never asked"]',
    '0/elsewhere,',
    '4{"message":"mine"}',
    '1',
    '9',
    '',
    `2["send_message","${'x'.repeat(70_000)}"]`,
  ];
  it.each(frames)('ends at most its connection: %.40s', async (frame) => {
    const connection = await connectLegacyClient(cast.url, cast.user);
    connection.socket.io.engine.write(frame);
    const answer = connection.socket.timeout(60_000).emitWithAck('sync', { cursors: {} });
    await Promise.race([answer.catch(() => connection.ended), connection.ended]);
    await connection.close();
    const next = await connectLegacyClient(cast.url, cast.user);
    await next.close();
  });
});

describe('afterwards', () => {
  it('every kind of answer has occurred', () => {
    console.info('fuzz:', tally);
    const kinds = [
      'answered',
      'redirected',
      'bad_request',
      'unauthenticated',
      'forbidden',
      'not_found',
      'method_not_allowed',
      'too_large',
    ];
    const acks = ['ack ok', 'ack bad_request', 'ack unauthenticated', 'ack not_found', 'ack conflict'];
    for (const kind of [...kinds, ...acks]) expect([kind, tally[kind] ?? 0]).not.toEqual([kind, 0]);
    expect(accepted.messages.size).toBeGreaterThan(0);
  });

  it('[S2] only accepted values are stored', async () => {
    const after = await stored();
    expect(after).toEqual({
      ...before,
      users: before.users + accepted.users,
      messages: before.messages + accepted.messages.size,
      bots: before.bots + accepted.bots,
      buildings: before.buildings + accepted.buildings.size,
      tokens: before.tokens + accepted.tokens,
    });
  });

  it('[S2] the node serves users as before, and has logged no failure', async () => {
    const bob = await connectLegacyClient(cast.url, cast.other);
    const sent = await cast.rest({
      method: 'POST',
      path: '/API/user/message/send',
      body: { ...cast.user, users: [cast.other.id], message: 'still here' },
    });
    expect(sent.status).toBe(200);
    expect((await bob.next('new_message'))[0]).toEqual([cast.other.id]);
    await bob.close();
    const failures = cast
      .logs()
      .split('\n')
      .filter((line) => /"level":(50|60)|a route failed|an event failed/.test(line));
    expect(failures).toEqual([]);
  });
});

// Requests

interface OddRequest {
  route: TestedRoute;
  role: Role;
  wrongs: Change[];
  method: string | null;
  variable: string | null;
  query: string;
  header: Record<string, string>;
  raw:
    | { kind: 'none' }
    | { kind: 'value'; value: unknown }
    | { kind: 'bytes'; bytes: Uint8Array }
    | { kind: 'huge' };
}

const seldom = <T>(arbitrary: fc.Arbitrary<T>, otherwise: T, weight = 9) =>
  fc.oneof({ weight, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary });

/** Mistakes of a request besides the fields of its body. */
const wrong = {
  method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'PROPFIND', 'SEARCH'),
  variable: fc.oneof(
    nastyText.map((text) => encodeURIComponent(text.toWellFormed())),
    fc.constantFrom(
      '%',
      '%zz',
      '%c3',
      '%00',
      '..',
      '.',
      'a/b',
      '//',
      '%2e%2e%2f',
      'x'.repeat(3_000),
      'a?b#c',
      ';',
      '*',
    ),
  ),
  query: fc.constantFrom(
    '?token=',
    '?token=x&token=y',
    '?__proto__=1',
    '?token[]=1',
    '?%',
    '?id=ist1100002',
    '?code=x&state=y&session_state=',
    '?error=access_denied&error_description=%0d%0aX:%201',
    '?callbackUrl=http://[&csrf=true',
    `?token=${'z'.repeat(2_000)}`,
  ),
  header: fc.constantFrom<Record<string, string>>(
    { 'Content-Type': 'text/plain' },
    { 'Content-Type': 'multipart/form-data; boundary=x' },
    { 'Content-Type': '\u00ff' },
    { 'Content-Encoding': 'gzip' },
    { Authorization: 'Basic dTpw' },
    { Authorization: 'Bearer' },
    { Authorization: `Bearer ${'y'.repeat(4_000)}` },
    { Cookie: 'next-auth.session-token=nonsense' },
    { Cookie: 'next-auth.session-token.0=a; next-auth.session-token.1=b; __proto__=c' },
    { 'Next-Action': 'x' },
    { RSC: '1' },
    { 'X-HTTP-Method-Override': 'DELETE' },
    { 'X-Forwarded-For': '\t, ,,' },
    { Host: 'elsewhere.example' },
    {
      Cookie:
        'next-auth.csrf-token=a|b; next-auth.callback-url=http://[; next-auth.state=%; next-auth.pkce.code_verifier=x',
    },
    { Accept: 'nothing/at-all' },
    { Range: 'bytes=0-1' },
  ),
  value: nastyValue.map((value) => ({ kind: 'value' as const, value })),
  bytes: fc.uint8Array({ maxLength: 60 }).map((bytes) => ({ kind: 'bytes' as const, bytes })),
  brokenJson: fc
    .constantFrom('{', '{"id":"a",}', '[[[', 'null', '"x"', '{"a":1}{"b":2}', '\ufeff{}', '{"id":1e999}')
    .map((text) => ({ kind: 'bytes' as const, bytes: Buffer.from(text) })),
  deepJson: fc.constant({
    kind: 'bytes' as const,
    bytes: Buffer.from(`${'['.repeat(30_000)}${']'.repeat(30_000)}`),
  }),
  huge: fc.constant({ kind: 'huge' as const }),
};

const oddRequest: fc.Arbitrary<OddRequest> = fc.record({
  route: fc.constantFrom(...routes),
  role: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<Role>('user', 'administrator', 'bot') },
    {
      weight: 2,
      arbitrary: fc.constantFrom(...ROLES),
    },
  ),
  wrongs: changes,
  method: seldom(wrong.method, null),
  variable: fc.option(wrong.variable, { nil: null }),
  query: seldom(wrong.query, ''),
  header: seldom(wrong.header, {}),
  raw: seldom<OddRequest['raw']>(
    fc.oneof(wrong.value, wrong.bytes, wrong.brokenJson, wrong.deepJson, wrong.huge),
    { kind: 'none' },
  ),
});

interface RequestKind {
  /** The routes that it is bad input to: those with fields or a body to read, or with a variable part; by default all. */
  to?: 'fields' | 'body' | 'variable';
  /** What is bad. */
  part: { [Key in keyof OddRequest]?: fc.Arbitrary<OddRequest[Key]> };
}

/** The kinds of bad input to a route. Fields have many possible values, so more than one case each. */
const REQUEST_KINDS: RequestKind[] = [
  { part: {} },
  { to: 'fields', part: { wrongs: fc.tuple(changeOf.drop) } },
  { to: 'fields', part: { wrongs: fc.tuple(changeOf.add) } },
  ...Array.from({ length: 2 }, () => ({ to: 'fields' as const, part: { wrongs: fc.tuple(changeOf.put) } })),
  { part: { method: wrong.method } },
  { to: 'variable', part: { variable: wrong.variable } },
  { part: { query: wrong.query } },
  { part: { header: wrong.header } },
  { part: { raw: wrong.value } },
  { to: 'body', part: { raw: wrong.bytes } },
  { to: 'body', part: { raw: wrong.brokenJson } },
  { to: 'body', part: { raw: wrong.deepJson } },
  { part: { raw: wrong.huge } },
];

/** Returns whether a kind of bad input is one for the route: others would only repeat the request without a mistake. */
function isBadInput(route: TestedRoute, { to }: RequestKind): boolean {
  if (to === undefined) return true;
  if (to === 'variable') return route.includes('{');
  if (to === 'body' || !isApiRoute(route)) return !route.startsWith('GET ');
  const { body, caller } = definitionOf(route);
  return body !== undefined || caller === 'self';
}

/**
 * Returns a case for every route and kind of bad input, by a role that may use the route, so that its input is parsed.
 */
const plannedRequests = (): OddRequest[] =>
  routes.flatMap((route) =>
    REQUEST_KINDS.flatMap((kind, n) => (isBadInput(route, kind) ? [requestOf(route, kind, n)] : [])),
  );

const requestOf = (route: TestedRoute, { part }: RequestKind, n: number): OddRequest =>
  drawn(
    fc.record<OddRequest>({
      route: fc.constant(route),
      role: fc.constantFrom(...allowedRoles(routeAccess[route])),
      wrongs: fc.constant([]),
      method: fc.constant(null),
      variable: fc.constant(null),
      query: fc.constant(''),
      header: fc.constant({}),
      raw: fc.constant({ kind: 'none' }),
      ...part,
    }),
    `${route} ${n}`,
  );

/** Returns the roles with a credential that may use a route; `user` if there is none. */
function allowedRoles(access: Access): Role[] {
  const roles: Role[] = ['user', 'administrator', 'bot', 'browser'];
  const allowed = roles.filter((role) => access[role] === 'allowed');
  return allowed.length > 0 ? allowed : ['user'];
}

/** Returns a value that depends only on the seed and the name. */
function drawn<T>(arbitrary: fc.Arbitrary<T>, name: string): T {
  const salt = createHash('sha256').update(name).digest().readInt32BE();
  return fc.sample(arbitrary, { seed: seed ^ salt, numRuns: 1 })[0] as T;
}

/** Returns a valid request of a role, with the mistakes of the case. */
async function build({
  route,
  role,
  wrongs,
  method,
  variable,
  query,
  header,
  raw,
}: OddRequest): Promise<Asking> {
  const sample = sampleOf(cast, route);
  const asking = await askAs(cast, route, role, { ...sample, ...(variable !== null && { variable }) });
  if (asking.body && !(asking.body instanceof Uint8Array))
    asking.body = changed(asking.body as Record<string, unknown>, wrongs);
  if (raw.kind === 'value') asking.body = JSON.stringify(raw.value) ?? '';
  if (raw.kind === 'bytes') asking.body = raw.bytes;
  if (raw.kind === 'huge') asking.body = { message: 'x'.repeat(70_000) };
  if (method) asking.method = method;
  asking.path = asking.path.replaceAll(/[^\x21-\x7e]/g, '?') + query;
  asking.headers = { ...asking.headers, ...header };
  if (header.Authorization) asking.bearer = undefined;
  return asking;
}

/** Expects an answer that the protocol documents. */
function judge(route: TestedRoute, answer: Answer, path: string): void {
  expect(answer.status).toBeGreaterThanOrEqual(200);
  expect(answer.status).toBeLessThan(500);
  if (answer.status < 300) {
    if (answer.status === 201) expect(answer.headers.location).toMatch(/^\/api\/v1\//);
    count('answered');
    return;
  }
  // A path with dots may lead out of the API, to a page that requires a sign-in, or to none.
  if (!isRestPath(path) && answer.headers['content-type']?.toString().startsWith('text/html')) {
    expect(answer.status).toBe(404);
    return;
  }
  if (answer.status === 307 && !isRestPath(path)) {
    expect(answer.headers.location).toMatch(/\/sign-in/);
    count('redirected');
    return;
  }
  if (answer.status === 302) {
    expect(route).toMatch(/ \/api\/auth\//);
    expect(new URL(answer.headers.location as string).origin).toBe(cast.url);
    count('redirected');
    return;
  }
  expect(answer.status).toBeGreaterThanOrEqual(400);
  if (answer.text === '') return; // the answer to a HEAD
  if (answer.status === 401) expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm=/);
  const { error } = answer.json();
  if (answer.status === 400 && route.startsWith('POST /api/v1/oauth/')) {
    expect(error).toMatch(/^(invalid_request|invalid_grant|access_denied)$/);
    count('bad_request');
    return;
  }
  expect(error).toMatchObject({
    code: expect.any(String),
    message: expect.any(String),
    retryable: expect.any(Boolean),
  });
  expect(answer.status).toBe(ERRORS[error.code as keyof typeof ERRORS].status);
  count(error.code);
}

function count(outcome: string): void {
  tally[outcome] = (tally[outcome] ?? 0) + 1;
}

/** Returns whether the answer signs in a guest: an odd name can be valid, and the answer redirects with a cookie. */
function isGuest(route: TestedRoute, { headers }: Answer): boolean {
  return (
    route === 'POST /api/auth/callback/guest' &&
    /session-token=[^;]/.test(String(headers['set-cookie'] ?? ''))
  );
}

function note(route: TestedRoute, answer: Answer, { method, body }: Asking): void {
  if (method === 'HEAD') return;
  const isSent = route === 'POST /API/bot/message' && !('auth' in answer.json() || 'new' in answer.json());
  if (isSent || route === 'POST /API/user/message/send') accepted.messages.add(Symbol());
  if (route === 'POST /api/v1/messages') accepted.messages.add(answer.json().id);
  if (route === 'POST /api/v1/tokens' && method === 'POST') accepted.tokens += 1;
  if (route === 'POST /API/bot/register') accepted.bots += 1;
  if (route === 'POST /api/v1/local-account/register') accepted.users += 1;
  if (route === 'POST /API/admin/buildings/add') accepted.buildings.add((body as { id: string }).id);
  if (route === 'POST /api/v1/admin/buildings') accepted.buildings.add(answer.json().id);
}

// Events

interface OddEvent {
  role: Role;
  event: string;
  wrongs: Change[];
  extra: unknown[];
  argument:
    | { kind: 'object' }
    | { kind: 'value'; value: unknown }
    | { kind: 'nothing' }
    | { kind: 'binary'; bytes: Uint8Array };
  ack: 'function' | 'none' | 'text';
}

const anyArgument = {
  value: nastyValue.map((value) => ({ kind: 'value' as const, value })),
  nothing: fc.constant({ kind: 'nothing' as const }),
  binary: fc.uint8Array({ maxLength: 100 }).map((bytes) => ({ kind: 'binary' as const, bytes })),
};
const moreArguments = fc.array(nastyValue, { minLength: 1, maxLength: 20 });

const oddEvent: fc.Arbitrary<OddEvent> = fc.record({
  role: fc.constantFrom<Role>('user', 'user', 'bot', 'anonymous'),
  event: fc
    .oneof(
      { weight: 12, arbitrary: fc.constantFrom<string>(...events) },
      { weight: 2, arbitrary: fc.constantFrom(...OUTSIDE_NAMES) },
      { weight: 1, arbitrary: nastyText },
    )
    .filter((name) => !RESERVED.includes(name)),
  wrongs: changes,
  extra: seldom(moreArguments, []),
  argument: seldom<OddEvent['argument']>(
    fc.oneof(anyArgument.value, anyArgument.nothing, anyArgument.binary),
    { kind: 'object' },
    5,
  ),
  ack: fc.constantFrom('function', 'function', 'function', 'none', 'text'),
});

/** The kinds of bad input to an event. */
const EVENT_KINDS: { [Key in keyof OddEvent]?: fc.Arbitrary<OddEvent[Key]> }[] = [
  {},
  { wrongs: fc.tuple(changeOf.drop) },
  { wrongs: fc.tuple(changeOf.add) },
  ...Array.from({ length: 2 }, () => ({ wrongs: fc.tuple(changeOf.put) })),
  { argument: anyArgument.value },
  { argument: anyArgument.nothing },
  { argument: anyArgument.binary },
  { extra: moreArguments },
  { ack: fc.constant('none') },
  { ack: fc.constant('text') },
];

/**
 * Returns a case for every event, some unknown names, and every kind of bad input, by a role that may send the event.
 */
const plannedEvents = (): OddEvent[] =>
  [...events, ...OUTSIDE_NAMES].flatMap((event) =>
    EVENT_KINDS.map((kind, n) =>
      drawn(
        fc.record<OddEvent>({
          role: fc.constant(isEvent(event) ? roleOf(event) : 'user'),
          event: fc.constant(event),
          wrongs: fc.constant([]),
          extra: fc.constant([]),
          argument: fc.constant({ kind: 'object' }),
          ack: fc.constant('function'),
          ...kind,
        }),
        `${event} ${n}`,
      ),
    ),
  );

/** Returns the role that may send an event; a connection starts with one of the first two. */
function roleOf(event: ClientEvent): Role {
  if (event === 'new_client' || event === 'new_bot') return 'anonymous';
  return clientEvents[event].sender;
}

/** Connections for sending, opened again after the node has closed one. */
class TestConnections {
  private readonly connections = new Map<Role, TestConnection>();

  async of(role: Role): Promise<TestConnection> {
    const known = this.connections.get(role);
    // An anonymous connection is closed when it stays silent, or gets the role of its first event.
    if (role === 'anonymous') await known?.close();
    else if (known?.socket.connected) return known;
    const connection = await this.begin(role);
    this.connections.set(role, connection);
    return connection;
  }

  private async begin(role: Role): Promise<TestConnection> {
    if (role === 'user') return connectLegacyClient(cast.url, cast.user);
    const connection = await open(cast.url);
    while (role === 'bot') {
      const answer = await connection.say('new_bot', { id: cast.bot.id, token: cast.bot.token });
      if (!('error' in answer)) break;
      expect(answer.error.code).toBe('busy'); // the bot's earlier connection is just ending
    }
    return connection;
  }

  async close(): Promise<void> {
    await Promise.all([...this.connections.values()].map((connection) => connection.close()));
  }
}

/**
 * Sends an event; with an ack, the answer must be typed. Without an ack, the next request shows that the node still
 * listens.
 */
async function utter({ socket }: TestConnection, odd: OddEvent): Promise<void> {
  const args = [...argumentOf(odd), ...odd.extra];
  const ask = (...args: unknown[]) =>
    new Promise<unknown>((resolve) => {
      const onDisconnect = () => resolve('gone');
      socket.once('disconnect', onDisconnect);
      // The client's own checks reject reserved names only.
      (socket.emit as (...all: unknown[]) => void)(...args, (answer: unknown) => {
        socket.off('disconnect', onDisconnect);
        resolve(answer);
      });
    });
  if (odd.ack === 'function') return judgeAck(odd, args[0], await ask(odd.event, ...args));
  (socket.emit as (...all: unknown[]) => void)(odd.event, ...args, ...(odd.ack === 'text' ? ['ack'] : []));
  await ask('sync', { cursors: {} });
}

function argumentOf({ role, event, wrongs, argument, ack }: OddEvent): unknown[] {
  if (argument.kind === 'nothing') return [];
  if (argument.kind === 'value') return [argument.value];
  if (argument.kind === 'binary') return [Buffer.from(argument.bytes)];
  const payload = changed(validOf(event, role), wrongs);
  // Without an ack nothing tells whether the message was stored, so the text is made invalid.
  if (ack !== 'function') Object.assign(payload, { text: '', message: '' });
  return [payload];
}

const isEvent = (event: string): event is ClientEvent => Object.hasOwn(clientEvents, event);

function validOf(event: string, role: Role): Record<string, unknown> {
  if (!isEvent(event)) return {};
  const special: Partial<Record<ClientEvent, object>> = {
    new_client: { ...credentialOf(cast, 'user'), version: 1, cursors: {} },
    new_bot: { id: cast.bot.id, pass: cast.bot.pass },
    send_message: { text: `by ${role}` },
    bot_message: { message: `by ${role}` },
  };
  if (event.startsWith('new_')) return { ...special[event] };
  return { ...samplePayload(cast, event, own), ...special[event] };
}

function judgeAck({ event }: OddEvent, payload: unknown, answer: unknown): void {
  expect(answer).toBeTypeOf('object');
  const { ok, error, entries } = answer as {
    ok?: true;
    error?: { code: keyof typeof ERRORS };
    entries?: WireEntry[];
  };
  if (error) {
    expect(isEvent(event) ? errorsOf(event) : ['not_found', 'rate_limited']).toContain(error.code);
    expect(error.code).not.toBe('internal');
    count(`ack ${error.code}`);
    return;
  }
  expect(ok).toBe(true);
  count('ack ok');
  if (event === 'send_message') accepted.messages.add(entries?.[0]?.message.id);
  if (event !== 'bot_message') return;
  // A client id that was used before means the same message.
  const { clientId } = payload as { clientId?: string };
  accepted.messages.add(clientId === undefined ? Symbol() : `${event} ${clientId}`);
}
