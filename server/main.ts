import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { takePages } from '@/bin/pages.mjs';
import { ALERT_CONNECTIONS, allowedConnections } from '@/db/connections';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/db/embedded';
import { migrate } from '@/db/migrate';
import { registerApp } from './app';
import { type Config, readConfig, tellLibraries } from './config';
import { createApp } from './create-app';
import { createDevFenix, type DevFenix } from './dev-fenix/dev-fenix';
import { samplePeople } from './dev-fenix/people';
import { createHttp, type Pages } from './http/server';
import { createLog, type Log } from './log';
import { parsePlaces } from './places/geojson';
import { countBuildings, savePlaces } from './places/store';
import { refreshPresence } from './presence/change-presence';
import { startMaintenance } from './realtime/maintenance';
import { catchUpWithNodes, handleNodeEvent, reloadPresence } from './realtime/node-events';
import { createRealtime } from './realtime/server';
import { beat, endSessionsOfDeadNodes } from './realtime/store';
import { createSampleConversations, createSampleOfficers, createSamplePeople } from './sample/create-sample';
import { explainFailure } from './start-failure';

/** Milliseconds after which a stop is forced. */
const STOP_WITHIN_MS = 10_000;

interface Running {
  url: string;
  stop(): Promise<void>;
}

interface RunningPages extends Pages {
  close(): Promise<void>;
}

/** Starts the node. When the start fails, stops the embedded PostgreSQL again. */
async function start(signal: AbortSignal): Promise<Running> {
  const config = readConfig();
  const log = createLog(config.logLevel);
  logUncaught(log);
  let postgres: EmbeddedPostgres | null = null;
  try {
    return await startNode(config, log, signal, async () => {
      postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
      return postgres;
    });
  } catch (error) {
    await (postgres as EmbeddedPostgres | null)
      ?.stop()
      .catch((err) => log.warn({ err }, 'PostgreSQL did not stop'));
    throw error;
  }
}

/**
 * Connections that the kernel keeps until the node accepts them; `net.core.somaxconn` limits it, 4,096 by default. A
 * client beyond the limit believes that it is connected, and repeats its request after times that double: of 10,000
 * clients that come at once, with Node's limit of 511, the last ones wait for minutes.
 */
const MAX_UNACCEPTED = 16_384;

/**
 * Creates and starts the parts of the node in order; the returned `stop` stops them. `signal` aborts the wait for the
 * database.
 */
async function startNode(
  config: Config,
  log: Log,
  signal: AbortSignal,
  startPostgres: () => Promise<EmbeddedPostgres>,
): Promise<Running> {
  // Logged whatever LOG_LEVEL is.
  if (!config.limits)
    createLog('warn').warn({}, 'LIMITS=off: no rate limits and no speed check. Never run people on this.');

  const { http, serve } = createHttp(config);
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen({ port: config.port, host: config.host, backlog: MAX_UNACCEPTED }, resolve);
  });
  const publicUrl = config.publicUrl ?? addressOf(http.address() as AddressInfo);

  const postgres = config.databaseUrl ? null : await startPostgres();
  signal.throwIfAborted();
  const databaseUrl = config.databaseUrl ?? (postgres?.url as string);
  await migrate({ url: databaseUrl, log, signal, waitMs: config.databaseWaitMs });
  const app = createApp(config, {
    log,
    publicUrl,
    databaseUrl,
    isDiskFull: () => postgres?.isFull() ?? false,
  });
  const { id, db, broker, metrics, places, relay } = app;
  registerApp(app);
  const allowed = await allowedConnections(db.pool);
  const needed = config.databaseConnections + ALERT_CONNECTIONS;
  if (allowed < needed)
    log.warn(
      { allowed, needed },
      `PostgreSQL allows fewer connections than DATABASE_CONNECTIONS and ${ALERT_CONNECTIONS} for alerts: requests will fail under load`,
    );

  const first = config.demonstration && (await countBuildings(db)) === 0;
  const people = first && config.sample ? await createSamplePeople(app, samplePeople()) : null;
  if (first) await savePlaces(db, await samplePlaces());
  if (people) await createSampleOfficers(app, people);
  await places.load();
  broker.onNodeEvent((body) => handleNodeEvent(app, body));
  const unwatchBroker = broker.onState((state) => {
    metrics.brokerUp.set(state === 'up' ? 1 : 0);
    if (state === 'down') log.warn({}, 'the broker is down: sessions get entries from the log meanwhile');
    else log.info({}, 'the broker is up');
    if (state === 'up') void catchUpWithNodes(app);
  });
  await beat(db, id);
  await broker.start();
  await reloadPresence(app);
  relay.start();
  const maintenance = startMaintenance(app);

  const fenix = config.fenix?.development ? developmentFenix(config.fenix, publicUrl) : null;
  tellLibraries(config, publicUrl);
  // Runs while the pages are prepared, which takes longer.
  const sampleConversations =
    people &&
    createSampleConversations(app, people).catch((err) =>
      log.warn({ err }, 'the sample messages are incomplete'),
    );
  const pages = await startPages(config, http.address() as AddressInfo, log);
  const realtime = createRealtime(app, http);
  serve(app, { pages, fenix, realtime });

  return {
    url: publicUrl,
    async stop() {
      const steps: [string, () => unknown][] = [
        // Waits for it, because it takes only a second, and a later start would not continue it.
        ['sample conversations', () => sampleConversations],
        ['clocks', () => maintenance.stop()],
        // What waits another node sends.
        ['notifications', () => app.notifier.stop()],
        ['webhooks', () => app.outgoing.stop()],
        // Ends all sessions in one step, before each connection ends by itself.
        ['sessions', async () => refreshPresence(app, await endSessionsOfDeadNodes(db, { goodbye: id }))],
        // Clients reconnect by themselves, to another node or to this one after its restart.
        ['connections', () => realtime.close()],
        ['relay', () => relay.stop()],
        [
          'broker',
          () => {
            unwatchBroker(); // the broker going down is expected here
            return broker.stop();
          },
        ],
        ['pages', () => pages.close()],
        ['database', () => Promise.all([app.alertDb.close(), db.close()])],
        ['PostgreSQL', () => postgres?.stop()],
      ];
      for (const [what, step] of steps) {
        // A step that fails must not prevent the later steps; the last one stops the embedded PostgreSQL.
        await Promise.resolve()
          .then(step)
          .catch((err) => log.warn({ err, what }, 'a part did not stop properly'));
      }
    },
  };
}

/**
 * Returns the pages, prepared, or with `PAGES_AT_START=off` to be prepared at the first request for one. A preparation
 * that fails then is repeated at the next request.
 */
async function startPages(
  { development, pagesAtStart }: Config,
  address: AddressInfo,
  log: Log,
): Promise<RunningPages> {
  // Chosen at the start also when they are prepared later: a newer build may not match this server.
  if (development) return { ...(await preparePages(development, address, log)), folder: null };
  const folder = takePages(process.cwd());
  process.env.QUAD_PAGES = folder;
  if (pagesAtStart) return { ...(await preparePages(development, address, log)), folder };
  let preparing: ReturnType<typeof preparePages> | undefined;
  const prepare = () => {
    preparing ??= preparePages(development, address, log).catch((error) => {
      preparing = undefined;
      throw error;
    });
    return preparing;
  };
  return {
    handle: async (request, response) => (await prepare()).handle(request, response),
    upgrade: null,
    folder,
    close: async () => (await preparing)?.close(),
  };
}

/** Starts Next on the same port. Outside development it serves the output of `next build`. */
async function preparePages(
  development: boolean,
  address: AddressInfo,
  log: Log,
): Promise<Omit<RunningPages, 'folder'>> {
  const { default: next } = await import('next');
  // Next logs while it starts; the terminal is reserved for the line that says where Quad runs.
  const say = console.log;
  if (!development) {
    console.log = () => {};
    // Next would log errors with all their fields.
    console.error = (...parts) => log.error({ err: parts.find((each) => each instanceof Error) }, 'Next');
    console.warn = (...parts) => log.warn({ said: parts.map(String).join(' ').slice(0, 500) }, 'Next');
  }
  const upgrades = createServer();
  const app = next({
    dev: development,
    dir: process.cwd(),
    hostname: address.address,
    port: address.port,
    quiet: true,
    // Next listens for upgrades on this server. Without it, Next listens on our server and ends other connections.
    httpServer: upgrades,
  });
  await app.prepare();
  console.log = say;
  return {
    handle: app.getRequestHandler(),
    // Not `getUpgradeHandler`, which leaves the connection without an answer: pages then wait for it before they hydrate.
    upgrade: development ? (...upgrade) => upgrades.emit('upgrade', ...upgrade) : null,
    close: () => app.close(),
  };
}

function developmentFenix(client: { clientId: string; clientSecret: string }, publicUrl: string): DevFenix {
  return createDevFenix({
    basePath: '/fenix',
    people: samplePeople(),
    clients: [
      {
        id: client.clientId,
        secret: client.clientSecret,
        name: 'Quad',
        redirectUris: [`${publicUrl}/api/auth/callback/fenix`],
      },
    ],
  });
}

async function samplePlaces() {
  return parsePlaces(JSON.parse(await readFile('data/ist.geojson', 'utf8')));
}

function addressOf({ address, port, family }: AddressInfo): string {
  const everywhere = address === '0.0.0.0' || address === '::';
  return `http://${everywhere ? 'localhost' : family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** Logs an uncaught error without its other fields and ends the process, as Node would. */
function logUncaught(log: Log): void {
  process.on('uncaughtException', (err) => {
    log.fatal({ err }, 'uncaught error');
    process.exit(1);
  });
}

/**
 * Starts the node and prints its URL. A signal during the start stops the node once it has started, with exit code
 * 0.
 */
async function main(): Promise<void> {
  const stopping = new AbortController();
  const onSignal = () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    starting
      .catch(() => null) // logged below
      .then((running) => running?.stop())
      .then(() => process.exit(0));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const starting = start(stopping.signal);
  try {
    const { url } = await starting;
    if (!stopping.signal.aborted) console.log(`Quad is running: open ${url}`);
  } catch (error) {
    if (stopping.signal.aborted) return;
    process.stderr.write(`${explainFailure(error)}\n`, () => process.exit(1));
  }
}

await main();
