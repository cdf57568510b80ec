import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  isApiRoute,
  type Outcome,
  ROLES,
  type Role,
  type RouteName,
  routeAccess,
  routeScope,
} from '@/protocol/access';
import { apiRoutes } from '@/protocol/api';
import { ERRORS } from '@/protocol/errors';
import { type ClientEvent, clientEvents } from '@/protocol/events';
import type { Needed } from '@/protocol/scopes';
import { AUTH_ROUTES } from '@/server/http/auth';
import { OPERATIONS } from '@/server/http/operations';
import { type Cast, createCast } from '../support/cast';
import { connectOriginal, type Line, open } from '../support/clients';
import { accessOf, samplePayload } from '../support/event-access';
import { askAs, credentialOf, makeOwn, type Own, sampleOf } from '../support/requests';
import type { Answer } from '../support/rest';

const routes = Object.keys(routeAccess) as RouteName[];
const operatorRoutes = [...OPERATIONS.keys()].map((path) => `GET ${path}`);
const events = Object.keys(clientEvents) as ClientEvent[];

describe('the table', () => {
  it('has every route, and no other', () => {
    const root = new URL('../../app/api', import.meta.url).pathname;
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('/route.ts'),
    );
    const paths = files
      .map((file) => `/${file.replace('/route.ts', '')}`)
      .map((path) => path.replace(/\[(?:\.\.\.)?(\w+)\]/g, '<$1>'))
      .map((path) => (path.startsWith('/original/') ? path.replace('/original', '/API') : `/api${path}`));
    const inTable = new Set(routes.map((name) => name.split(' ')[1]));
    // What a file does not say: the routes of next-auth, and what is answered without Next.
    const others = [...AUTH_ROUTES.map((name) => name.replace(' ', ' /api/auth/')), ...operatorRoutes];
    expect(new Set([...paths, ...others.map((name) => name.split(' ')[1])])).toEqual(inTable);
    expect(routes).toEqual(expect.arrayContaining(others));
  });
});

describe('[S6][O12] who may do what', () => {
  let cast: Cast;
  const sessions = new Map<string, Line>();

  beforeAll(async () => {
    cast = await createCast();
    for (const person of [cast.user, cast.administrator, cast.botOwner]) {
      sessions.set(person.id, await connectOriginal(cast.url, person));
    }
  });
  afterAll(async () => {
    await Promise.all([...sessions.values()].map((line) => line.close()));
    await cast?.stop();
  });

  describe.each(routes)('%s', (name) => {
    it.each(ROLES)('%s', async (role) => {
      const caller = credentialOf(cast, role).id ?? cast.user.id;
      const sample = sampleOf(cast, name, sessions.get(caller)?.socket.id, caller);
      const answer = await cast.rest(await askAs(cast, name, role, sample));
      expect(outcomeOf(answer)).toBe(routeAccess[name][role]);
      if (answer.status < 300) expectAnswer(name, answer);
      const scope = isApiRoute(name) ? routeScope[name] : null;
      if (role === 'narrow' && scope !== null && scope !== 'all')
        expect(answer.json().error.message).toContain(`"${scope}"`);
    });

    it('by another method', async () => {
      const missing = routeAccess[name].user === 'not_found';
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        if (routes.includes(name.replace(/^\w+/, method) as RouteName)) continue;
        const asking = await askAs(cast, name, 'administrator', sampleOf(cast, name));
        const answer = await cast.rest({ ...asking, method });
        expect([method, outcomeOf(answer)]).toEqual([method, missing ? 'not_found' : 'method_not_allowed']);
        if (!missing) expect(answer.headers.allow).toContain(name.split(' ')[0]);
      }
    });
  });

  describe.each(events)('%s', (event) => {
    it.each(ROLES)('%s', async (role) => {
      const line = await lineOf(cast, role).catch((refused: Error) => refused);
      if (line instanceof Error) return expect('unconnected').toBe(accessOf(event)[role]);
      try {
        if (!event.startsWith('new_')) await begin(cast, line, role, clientEvents[event].scope);
        const outcome = await said(line, event, payloadOf(cast, event, role, { own: await makeOwn(line) }));
        expect(outcome).toBe(accessOf(event)[role]);
      } finally {
        await line.close();
      }
    });
  });
});

/** What is answered is what the description of the route says. */
function expectAnswer(name: RouteName, answer: Answer): void {
  if (!isApiRoute(name)) return;
  const { answer: described } = apiRoutes[name];
  const type = answer.headers['content-type']?.toString() ?? '';
  if (described === 'text') expect(type).toMatch(/^text\/plain/);
  else if (described === 'image') expect(type).toMatch(/^image\//);
  else described.parse(answer.json());
}

function outcomeOf({ status, headers, json }: Answer): Outcome {
  // To our page, or (without next-auth's token) to where it would ask for it.
  if (status === 302)
    return /\/sign-in$|csrf=true|error=/.test(String(headers.location)) ? 'answered' : 'allowed';
  const isJson = headers['content-type']?.toString().startsWith('application/json');
  const body = isJson ? json() : {};
  if (status === 200 || status === 201) return body.auth === 0 ? 'answered' : 'allowed';
  const code: keyof typeof ERRORS = body.error.code;
  expect(status).toBe(ERRORS[code].status);
  return code;
}

async function lineOf(cast: Cast, role: Role): Promise<Line> {
  if (role !== 'browser' && role !== 'foreignPage') return open(cast.url);
  const headers = await cast.browser();
  const { ticket } = (await cast.rest({ method: 'POST', path: '/api/v1/socket-ticket', headers })).json();
  const Origin = role === 'browser' ? cast.url : 'https://elsewhere.example';
  return open(cast.url, { ticket, headers: { Origin } });
}

/** Whatever the role can prove where that scope is needed, and a place that can be told from. */
async function begin(cast: Cast, line: Line, role: Role, needed: Needed | null): Promise<void> {
  const isBot = role === 'bot' || role === 'unauthorisedBot';
  const event = isBot ? 'new_bot' : 'new_client';
  await said(line, event, payloadOf(cast, event, role, { needed }));
  await line.say('update_sharing', { sharing: true });
}

/** A bot's connection of the test before may just be ending. */
async function said(line: Line, event: ClientEvent, payload: unknown): Promise<Outcome> {
  for (;;) {
    const answer = await line.say(event, payload);
    if (!('error' in answer)) return 'allowed';
    if (answer.error.code !== 'busy') return answer.error.code;
  }
}

function payloadOf(
  cast: Cast,
  event: ClientEvent,
  role: Role,
  { own, needed = clientEvents[event].scope }: { own?: Own; needed?: Needed | null } = {},
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
