import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERRORS } from '@/protocol/errors';
import { type ClientEvent, clientEvents } from '@/protocol/events';
import { definitionOf, routeNames } from '@/protocol/routes';
import { isFile, isXml } from '@/protocol/routes/define';
import type { RequiredScope } from '@/protocol/scopes';
import { AUTH_ROUTES } from '@/server/http/auth';
import { OPERATOR_ROUTES } from '@/server/http/operator-routes';
import {
  isApiRoute,
  type Outcome,
  ROLES,
  ROUTE_SCOPES,
  type Role,
  routeAccess,
  testedRoutes as routes,
  scopeOf,
  type TestedRoute,
} from '../support/access';
import { type Cast, createCast } from '../support/cast';
import { connectLegacyClient, open, type TestConnection } from '../support/clients';
import { accessOf, EVENT_SCOPES, namesOwn, samplePayload } from '../support/event-access';
import { askAs, credentialOf, makeOwn, type Own, sampleOf } from '../support/requests';
import type { Answer } from '../support/rest';

const operatorRoutes = [...OPERATOR_ROUTES.keys()].map((path) => `GET ${path}`);
const events = Object.keys(clientEvents) as ClientEvent[];

describe('the table', () => {
  it('has every route: Next serves next-auth’s and what is shared, and the node those of the protocol', () => {
    const files = readdirSync('app', { recursive: true, encoding: 'utf8' });
    // Only a browser without the current worker sends what is shared; the answer leads to the main page.
    expect(files.filter((file) => /(^|\/)route\.[jt]sx?$/.test(file)).sort()).toEqual([
      'api/auth/[...nextauth]/route.ts',
      'share/route.ts',
    ]);
  });

  it('[A14] has the scope of every route and event, as its definition', () => {
    const scopesOf = <K extends string>(names: readonly K[], scope: (name: K) => RequiredScope | null) =>
      Object.fromEntries(names.map((name) => [name, scope(name)]));
    expect(scopesOf(routeNames, (name) => definitionOf(name).scope)).toEqual(ROUTE_SCOPES);
    expect(scopesOf(events, (event) => clientEvents[event].scope)).toEqual(EVENT_SCOPES);
  });

  it('has every route that next-auth and operations answer', () => {
    const others = [...AUTH_ROUTES.map((name) => name.replace(' ', ' /api/auth/')), ...operatorRoutes];
    expect(routes).toEqual(expect.arrayContaining(others));
  });
});

describe('[S6][O12] authorisation', () => {
  let cast: Cast;
  const sessions = new Map<string, TestConnection>();

  beforeAll(async () => {
    cast = await createCast();
    for (const person of [cast.user, cast.administrator, cast.botOwner]) {
      sessions.set(person.id, await connectLegacyClient(cast.url, person));
    }
  });
  afterAll(async () => {
    await Promise.all([...sessions.values()].map((connection) => connection.close()));
    await cast?.stop();
  });

  describe.each(routes)('%s', (name) => {
    it.each(ROLES)('%s', async (role) => {
      const caller = credentialOf(cast, role).id ?? cast.user.id;
      const sample = sampleOf(cast, name, sessions.get(caller)?.socket.id, caller);
      const answer = await cast.rest(await askAs(cast, name, role, sample));
      expect(outcomeOf(answer)).toBe(routeAccess[name][role]);
      if (answer.status < 300) expectAnswer(name, answer);
      const scope = scopeOf(name);
      if (role === 'narrow' && scope !== null && scope !== 'all')
        expect(answer.json().error.message).toContain(`"${scope}"`);
    });

    it('by another method', async () => {
      const missing = routeAccess[name].anonymous === 'not_found' && !isApiRoute(name);
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        if (routes.includes(name.replace(/^\w+/, method) as TestedRoute)) continue;
        const asking = await askAs(cast, name, 'administrator', sampleOf(cast, name));
        const answer = await cast.rest({ ...asking, method });
        expect([method, outcomeOf(answer)]).toEqual([method, missing ? 'not_found' : 'method_not_allowed']);
        if (!missing) expect(answer.headers.allow).toContain(name.split(' ')[0]);
      }
    });
  });

  describe.each(events)('%s', (event) => {
    it.each(ROLES)('%s', async (role) => {
      const connection = await connectionOf(cast, role).catch((refused: Error) => refused);
      if (connection instanceof Error) return expect('unconnected').toBe(accessOf(event)[role]);
      try {
        if (!event.startsWith('new_')) await begin(cast, connection, role, EVENT_SCOPES[event]);
        const own = namesOwn(event) ? { own: await makeOwn(connection) } : {};
        const outcome = await eventOutcome(connection, event, payloadOf(cast, event, role, own));
        expect(outcome).toBe(accessOf(event)[role]);
      } finally {
        await connection.close();
      }
    });
  });
});

/** Expects an answer that the definition of the route declares. */
function expectAnswer(name: TestedRoute, { status, headers, json }: Answer): void {
  if (!isApiRoute(name)) return;
  const { answers } = definitionOf(name);
  const content = answers[status as 200 | 201];
  expect(content).toBeDefined();
  const type = headers['content-type']?.toString() ?? '';
  if (content === 'text') expect(type).toMatch(/^text\/plain/);
  else if (content === 'image') expect(type).toMatch(/^image\//);
  else if (content === 'download') expect(type).toBe('application/octet-stream');
  else if (isXml(content)) expect(type).toBe(`${content.xml}; charset=utf-8`);
  else if (content) (isFile(content) ? content.file : content).parse(json());
}

function outcomeOf({ status, headers, json }: Answer): Outcome {
  // A redirect to our page, or (without next-auth's token) to the page that would ask for it.
  if (status === 302)
    return /\/sign-in$|csrf=true|error=/.test(String(headers.location)) ? 'answered' : 'allowed';
  const isJson = headers['content-type']?.toString().startsWith('application/json');
  const body = isJson ? json() : {};
  if (status === 200 || status === 201) return body.auth === 0 ? 'answered' : 'allowed';
  // The routes of OAuth have a shape of their own.
  const code: keyof typeof ERRORS = typeof body.error === 'string' ? 'bad_request' : body.error.code;
  expect(status).toBe(ERRORS[code].status);
  return code;
}

async function connectionOf(cast: Cast, role: Role): Promise<TestConnection> {
  if (role !== 'browser' && role !== 'foreignPage') return open(cast.url);
  const headers = await cast.browser();
  const { ticket } = (await cast.rest({ method: 'POST', path: '/api/v1/socket-ticket', headers })).json();
  const Origin = role === 'browser' ? cast.url : 'https://elsewhere.example';
  return open(cast.url, { ticket, headers: { Origin } });
}

/** Authenticates with the role's credential for a needed scope, and turns sharing on for the events of presence. */
async function begin(
  cast: Cast,
  connection: TestConnection,
  role: Role,
  needed: RequiredScope | null,
): Promise<void> {
  const isBot = role === 'bot' || role === 'unauthorisedBot';
  const event = isBot ? 'new_bot' : 'new_client';
  await eventOutcome(connection, event, payloadOf(cast, event, role, { needed }));
  if (needed === 'presence') await connection.say('update_sharing', { sharing: true });
}

/** The bot's connection of the previous test may still be ending. */
async function eventOutcome(
  connection: TestConnection,
  event: ClientEvent,
  payload: unknown,
): Promise<Outcome> {
  for (;;) {
    const answer = await connection.say(event, payload);
    if (!('error' in answer)) return 'allowed';
    if (answer.error.code !== 'busy') return answer.error.code;
  }
}

function payloadOf(
  cast: Cast,
  event: ClientEvent,
  role: Role,
  { own, needed = EVENT_SCOPES[event] }: { own?: Own; needed?: RequiredScope | null } = {},
): object {
  const credentials = credentialOf(cast, role, needed);
  switch (event) {
    case 'new_client':
      return { ...credentials, ...(role === 'impostor' && { id: cast.other.id }) };
    case 'new_bot':
      if (role === 'unauthorisedBot') return { id: credentials.id, pass: credentials.token };
      return { id: cast.bot.id, ...(credentials.token && { token: credentials.token }) };
    default:
      return samplePayload(cast, event, own);
  }
}
