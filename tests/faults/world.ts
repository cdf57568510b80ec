import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createDb, type Db } from '@/db/client';
import { migrate } from '@/db/migrate';
import { parsePlaces } from '@/server/places/geojson';
import { savePlaces } from '@/server/places/store';
import { CENTRAL, CIVIL, FAR_LAWN, LAWN } from '../support/campus';
import { connect, type Modern, ok } from '../support/clients';
import { appointOfficer } from '../support/officers';
import { freePort } from '../support/ports';
import { type Quad, type Services, startQuad } from '../support/quad';
import { cookieOf, createSignedIn } from '../support/signed-in';
import { NOTIFIED_AFTER_SECONDS, type Officers, type Places, type Player } from './orders';
import { createProxy, type TcpProxy } from './proxy';
import type { Random } from './random';

/** The number of processes that the users are divided among, each with a push service for its phones. */
export const WORKERS = 2;
/** The number of phones of every third user. */
const PHONES = 2;
const SECRET = 'a secret of the fault runs that signs their cookies';
const ROOMS: string[] = [CENTRAL.id, CIVIL.id];
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Two nodes on a PostgreSQL and a RabbitMQ, each a process, with a proxy on every connection. */
export interface World {
  services: Services;
  nodes: Quad[];
  proxies: { clients: TcpProxy; database: TcpProxy; broker: TcpProxy };
  /** A connection past the proxies, for observers. */
  db: Db;
  url: string;
  pushPorts: number[];
  people: (Player & { token: string })[];
  /** The officers of alerts of each worker. */
  officers: Officers[];
  places: Places;
  /** The directory of the histories. */
  directory: string;
  /** Stops everything; `keep` keeps the histories. */
  remove(options?: { keep?: boolean }): Promise<void>;
}

let worlds = 0;

/**
 * Creates a world on services that others may use before and after it. `tree` is the source that the nodes run from.
 */
export async function createWorld(options: {
  services: Services;
  people: number;
  random: Random;
  tree?: string;
}): Promise<World> {
  const { services, random, tree } = options;
  const directory = await mkdtemp(path.join(tmpdir(), 'quad-faults-'));
  const databaseUrl = new URL(await services.postgres.createDatabase());
  const brokerUrl = new URL(services.env.AMQP_URL);
  const ports = [await freePort(), await freePort()];
  const pushPorts = await Promise.all(Array.from({ length: WORKERS }, () => freePort()));
  const proxies = {
    clients: await createProxy(ports, random, await freePort()),
    database: await createProxy([Number(databaseUrl.port)], random),
    broker: await createProxy([Number(brokerUrl.port)], random),
  };
  const through = (url: URL, { port }: TcpProxy) => Object.assign(new URL(url), { port: String(port) }).href;
  const url = `http://127.0.0.1:${proxies.clients.port}`;
  const db = createDb({ url: databaseUrl.href, log: silent, connections: 4 });
  await build(db, databaseUrl.href);
  const nodes: Quad[] = [];
  const remove = async ({ keep = false } = {}) => {
    // Killed without a proper stop, which does not matter to a database and a prefix that are not used again, and also
    // ends suspended nodes.
    await Promise.all(nodes.map((node) => node.kill()));
    await Promise.all(nodes.map((node) => node.remove()));
    await db.close();
    for (const proxy of Object.values(proxies)) await proxy.close();
    if (!keep) await rm(directory, { recursive: true, force: true });
  };
  try {
    const env = {
      DATABASE_URL: through(databaseUrl, proxies.database),
      AMQP_URL: through(brokerUrl, proxies.broker),
      AMQP_PREFIX: `faults${++worlds}`,
      PUBLIC_URL: url,
      NEXTAUTH_SECRET: SECRET,
      LIMITS: 'off',
      LOG_LEVEL: 'warn',
      PRESENCE_EPOCH_SECONDS: '0',
      PUSH_HOSTS: pushPorts.map((port) => `http://127.0.0.1:${port}`).join(),
      PUSH_AFTER_SECONDS: String(NOTIFIED_AFTER_SECONDS),
    };
    const starting = ports.map((port) =>
      startQuad({ real: services, env: { ...env, PORT: String(port) }, ...(tree && { tree }) }),
    );
    // Removed in a fixed order, after all have started or failed.
    await Promise.allSettled(starting);
    for (const node of starting) nodes.push(await node);
    const people = await invite(db, options.people);
    const officers = await appoint(db);
    const places = await furnish((nodes[0] as Quad).url, people);
    return { services, nodes, proxies, db, url, pushPorts, people, officers, places, directory, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * Creates the tables and the used part of the sample campus, because two nodes that start together need not both do so.
 */
async function build(db: Db, url: string): Promise<void> {
  await migrate({ url, log: silent });
  const { campuses, buildings } = parsePlaces(
    JSON.parse(await readFile('tests/support/campus.geojson', 'utf8')),
  );
  await savePlaces(db, { campuses, buildings: buildings.filter(({ id }) => ROOMS.includes(id)) });
}

/** Creates signed-in users; a third of them share their location, on two lawns out of range of each other. */
async function invite(db: Db, count: number): Promise<World['people']> {
  const usernames = Array.from({ length: count }, (_, n) => `fault${String(n).padStart(3, '0')}`);
  const people = await createSignedIn(db, usernames);
  return Promise.all(
    people.map(async ({ username, token, signInId }, n) => ({
      name: username,
      token,
      cookie: await cookieOf(signInId, SECRET),
      tabs: 1 + (n % 2),
      phones: n % 3 === 0 ? await phonesOf(db, username) : [],
      at: n % 3 === 2 ? (n % 2 === 0 ? LAWN : FAR_LAWN) : null,
    })),
  );
}

/** Signs a user in on phones. */
async function phonesOf(db: Db, username: string): Promise<Player['phones']> {
  const { rows } = await db.pool.query<{ id: string }>(
    `INSERT INTO sign_ins (user_id, expires_at) SELECT id, now() + interval '1 day' FROM users, generate_series(1, $2)
     WHERE username = $1 RETURNING id`,
    [username, PHONES],
  );
  return Promise.all(
    rows.map(async ({ id }, n) => ({ name: `${username}/phone ${n}`, cookie: await cookieOf(id, SECRET) })),
  );
}

/** Creates the officers of each worker; a drafter could also approve what others draft. */
async function appoint(db: Db): Promise<Officers[]> {
  const rights = {
    drafter: ['drafter', 'approver'],
    approver: ['approver'],
    warden: ['warden'],
  } as const;
  const one = async (role: keyof typeof rights, n: number) => {
    const name = `${role}${n}`;
    return { name, cookie: await appointOfficer(db, { name, roles: rights[role], secret: SECRET }) };
  };
  return Promise.all(
    Array.from({ length: WORKERS }, async (_, n) => ({
      drafter: await one('drafter', n),
      approver: await one('approver', n),
      warden: await one('warden', n),
    })),
  );
}

/** Opens a session of a client like the page; retries when a busy node answers too late. */
export async function come(
  url: string,
  credentials: { id: string; token: string },
  tries = 5,
): Promise<Modern> {
  try {
    return await connect(url, credentials);
  } catch (error) {
    if (tries === 1) throw error;
    return come(url, credentials, tries - 1);
  }
}

/** Creates a channel for all, a channel to join and leave, and groups. */
async function furnish(url: string, people: World['people']): Promise<Places> {
  const names = people.map(({ name }) => name);
  const connections: Modern[] = [];
  for (const { name, token } of people) connections.push(await come(url, { id: name, token }));
  const [first, ...others] = connections as [Modern, ...Modern[]];
  const channel = async (title: string) => {
    const wanted = { kind: 'channel', title, public: true };
    const { conversation } = ok(await first.say('create_conversation', wanted));
    for (const connection of others)
      ok(await connection.say('join_channel', { conversation: conversation.id }));
    return conversation.id;
  };
  const group = async (users: string[]) => {
    const wanted = { kind: 'group', users, title: users.join(' ').slice(0, 60) };
    return ok(await first.say('create_conversation', wanted)).conversation.id;
  };
  const places = {
    channel: await channel('General'),
    doors: await channel('Doors'),
    groups: await Promise.all(
      [0, 1, 2].map((n) => group(names.filter((name, i) => i % 3 === n && name !== names[0]))),
    ),
    club: await group(names.slice(1, Math.ceil(names.length / 2))),
    buildings: ROOMS,
    lawns: [LAWN, FAR_LAWN].map((lawn) => people.filter(({ at }) => at === lawn).map(({ name }) => name)),
  };
  await Promise.all(connections.map((connection) => connection.close()));
  return places;
}
