import { randomUUID } from 'node:crypto';
import { createDb } from '@/db/client';
import { ALERT_CONNECTIONS } from '@/db/connections';
import program from '../package.json' with { type: 'json' };
import { createCredentials } from './accounts/credentials';
import { createOidcDiscovery } from './accounts/oidc-discovery';
import { createAlertBoard } from './alerts/board';
import { createFetchDocument } from './alerts/cap/fetch-document';
import { createEmailChannel } from './alerts/email';
import { createWebhook, storedTakers } from './alerts/webhook';
import type { App, Readiness } from './app';
import { createFileStorage } from './attachments/create-file-storage';
import { createPostEvent } from './bots/outgoing/post-event';
import { createOutgoingSender } from './bots/outgoing/sender';
import type { Broker } from './broker/broker';
import { createEmbeddedBroker } from './broker/embedded';
import { createEmbeddedServer } from './broker/embedded-server';
import { createRabbitBroker } from './broker/rabbitmq';
import { bindCommands } from './commands';
import type { Config } from './config';
import { createChannelJoins } from './conversations/channel-joins';
import { createDeliveredMarks } from './conversations/delivered-marks';
import { createMessageWriter } from './conversations/message-writer';
import { createRelay } from './conversations/relay';
import { createShownMarks } from './conversations/shown-marks';
import { moveRooms } from './conversations/store/memberships';
import { createSyncReader } from './conversations/sync-reader';
import { createUndeliveredMessages } from './conversations/undelivered-messages';
import { errorBody } from './errors';
import { createLimits } from './limits';
import { createFetchPage } from './link-cards/fetch-page';
import { createLinkCards } from './link-cards/link-cards';
import { createRequestPublic, requestableUrl } from './link-cards/request-public';
import { createLoad, measureEventLoop } from './load';
import type { Log } from './log';
import { createMailbox } from './mail/mailbox';
import { createSmtp } from './mail/smtp';
import { createMetrics } from './metrics';
import { createPushChannel } from './notifications/alert-channel';
import { createEndpoints } from './notifications/endpoints';
import { createNotifier } from './notifications/notifier';
import { createPushClient } from './notifications/push-client';
import { areSentTo } from './notifications/store/subscriptions';
import { createVapid } from './notifications/vapid';
import { createPlaces } from './places/places';
import { createPrecedence } from './precedence';
import { createBuildingCounts } from './presence/building-counts';
import { createPositionTracker } from './presence/position-tracker';
import { createPresenceReader } from './presence/presence-reader';
import { createPresenceWriter } from './presence/presence-writer';
import { createRegistry } from './presence/registry';
import { createBatchedCall } from './queue';
import { alertSockets } from './realtime/alert-sockets';
import { deliverEarly, deliverLocally, receiveFromQueue, requestResync } from './realtime/delivery';
import { createLiveSessions } from './realtime/live-sessions';
import { handleNodeEvent } from './realtime/node-events';
import { createRevocations } from './realtime/revocations';
import { createRooms } from './realtime/rooms';
import { createSessionQueues } from './realtime/session-queues';
import { createSessionWriter } from './realtime/session-writer';
import { createTyping } from './realtime/typing';

/** The parts that tests replace. */
export type Overrides = Partial<Pick<App, 'broker' | 'load' | 'places' | 'relay' | 'sessions'>>;

/**
 * Constructs every part of the application and starts none: nothing listens, and the first query opens the first
 * connection to the database. The other parts use an override instead of the part that the configuration asks for.
 */
export function createApp(
  config: Config,
  started: {
    log: Log;
    publicUrl: string;
    /** Of a migrated database. */
    databaseUrl: string;
    /** Returns whether the disk of an unreachable database is full, as far as this machine can see. */
    isDiskFull?: () => boolean;
  },
  overrides: Overrides = {},
): App {
  const { log, publicUrl, databaseUrl, isDiskFull } = started;
  const id = randomUUID();
  const db = createDb({
    url: databaseUrl,
    log,
    connections: config.databaseConnections,
    connectWithinMs: config.databaseConnectMs,
    onShortage: (shortage) => load.noteDatabaseShortage(shortage),
    ...(isDiskFull && { isFull: isDiskFull }),
  });
  const alertDb = createDb({
    url: databaseUrl,
    log,
    connections: ALERT_CONNECTIONS,
    connectWithinMs: config.databaseConnectMs,
    onShortage: (shortage) => load.noteDatabaseShortage(shortage),
    ...(isDiskFull && { isFull: isDiskFull }),
  });
  const precedence = createPrecedence();
  const consoleUrl = `${publicUrl}/alert-console`;
  const smtp = config.mail && createSmtp(config.mail.url, config.mail.from);
  const mailbox = config.demonstration && !smtp ? createMailbox() : null;
  const broker = overrides.broker ?? createBroker(config, id, log);
  const metrics = createMetrics();
  const load =
    overrides.load ??
    createLoad({
      overloadEventLoopMs: config.overloadEventLoopMs,
      eventLoopMs: measureEventLoop(),
      db,
      broker,
      log,
      metrics,
    });
  const limits = createLimits({ rates: config.limits });
  const places = overrides.places ?? createPlaces(db);
  const positionTracker = createPositionTracker({
    ...config.presence,
    speedCheck: config.limits !== null,
    buildingOf: places.get,
  });
  const sessions =
    overrides.sessions ??
    createLiveSessions({
      onDelivered: (clients) => metrics.delivered.inc(clients),
      onCaughtUp: (userId) => registry.requestSnapshot(userId),
    });
  const registry = createRegistry({
    buildingName: (buildingId) => places.get(buildingId)?.name,
    isHere: sessions.has,
    onRoomChange: (userId) => {
      for (const session of sessions.of(userId)) void requestResync(app, session);
    },
    onChange: (old, state) => alerts.moved(old, state),
  });
  const alerts = createAlertBoard({
    db: alertDb,
    places,
    sockets: alertSockets(sessions),
    presences: registry.known,
  });
  const relay =
    overrides.relay ??
    createRelay({
      db,
      broker,
      log,
      metrics,
      deliverLocally: (event) =>
        event.to === 'nodes' ? handleNodeEvent(app, event.body) : deliverLocally(app, event),
      deliverEarly: (event) => deliverEarly(app, event),
    });
  const vapid = createVapid(config.authSecret, config.push.contact ?? contactOf(publicUrl));
  const endpoints = createEndpoints(config.push.hosts);
  const push = createPushClient({
    vapid,
    endpoints,
    log,
    metrics,
    isSentTo: createBatchedCall({ maxBatch: 1_000, run: (signInIds) => areSentTo(db.pool, signInIds) }),
  });
  const notifier = createNotifier({
    db,
    push,
    publicUrl,
    afterMs: config.push.afterMs,
    isOn: endpoints.any,
    log,
  });
  const ownHost = new URL(publicUrl).hostname;
  const called = { ownHost, allowedHosts: config.hookHosts };
  const outgoing = createOutgoingSender({
    db,
    relay,
    authSecret: config.authSecret,
    post: createPostEvent(createRequestPublic(called)),
    mayCall: (url) => requestableUrl(called, url) !== null,
    log,
    metrics,
  });
  const fetchPage = createFetchPage({ ownHost });
  const linkCards = createLinkCards({ on: config.linkCards, db, fetchPage, log });
  const writer = createMessageWriter({ db, relay, metrics, notifier, linkCards, precedence });
  const rooms = createRooms({ db, log });
  const services = {
    id,
    version: program.version,
    config,
    mailServer: smtp ?? mailbox,
    mailbox,
    publicUrl,
    log,
    metrics,
    limits,
    db,
    alertDb,
    precedence,
    credentials: createCredentials(db),
    broker,
    relay,
    writer,
    channelJoins: createChannelJoins({ db, relay }),
    undelivered: createUndeliveredMessages({ db }),
    shownMarks: createShownMarks({ db }),
    deliveredMarks: createDeliveredMarks({ db, relay }),
    notifier,
    push,
    endpoints,
    vapid,
    outgoing,
    linkCards,
    fetchDocument: createFetchDocument(createRequestPublic({ ownHost })),
    fileStorage: createFileStorage(config.attachments, log),
    readSync: createSyncReader({ db }),
    places,
    registry,
    buildingCounts: createBuildingCounts({ registry, epochMs: config.presence.epochMs }),
    positionTracker,
    sessions,
    revocations: createRevocations({ db, relay, sessions }),
    readPresence: createPresenceReader({ db }),
    presenceWriter: createPresenceWriter({
      broker,
      config,
      db,
      log,
      places,
      registry,
      relay,
      roomMembership: { moved: moveRooms },
    }),
    rooms,
    typing: createTyping({ id, broker, sessions, registry }),
    alerts,
    alertChannels: [
      ...(endpoints.any ? [createPushChannel({ db, push, publicUrl, consoleUrl })] : []),
      ...(smtp
        ? [
            createEmailChannel({
              db,
              mailServer: smtp,
              addresses: config.mail?.addresses ?? null,
              publicUrl,
              consoleUrl,
            }),
          ]
        : []),
      ...(config.alertWebhook ? [createWebhook({ ...config.alertWebhook, takers: storedTakers(db) })] : []),
    ],
    load,
    oidc: config.oidc && createOidcDiscovery(config.oidc),
  };
  const sessionWriter = createSessionWriter(services);
  const app: App = {
    ...services,
    sessionWriter,
    sessionQueues: createSessionQueues({
      db,
      sessionWriter,
      receive: (session, onOpen) => receiveFromQueue(app, session, onOpen),
      resync: (session) => requestResync(app, session),
    }),
    commands: bindCommands(services),
    ready: () => readiness(services),
  };
  return app;
}

/** Returns the URL by which push services reach the operator, who has set none: they refuse `http:`. */
function contactOf(publicUrl: string): string {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === 'https:' ? publicUrl : `mailto:operator@${hostname}`;
}

function createBroker({ amqp, sessionGraceMs }: Config, nodeId: string, log: Log): Broker {
  const topology = { prefix: amqp.prefix, sessionExpires: sessionGraceMs };
  return amqp.url
    ? createRabbitBroker({ url: amqp.url, nodeId, log, ...topology })
    : createEmbeddedBroker({ server: createEmbeddedServer({ log, ...topology }), log, ...topology });
}

async function readiness({ db, broker, load }: Pick<App, 'broker' | 'db' | 'load'>): Promise<Readiness> {
  const failure = await db.pool.query('SELECT 1').then(
    () => null,
    (error) => errorBody(error).error.message,
  );
  return {
    ready: failure === null,
    database: failure === null ? 'up' : 'down',
    ...(failure !== null && { reason: failure }),
    broker: broker.state,
    shortages: load.shortages(),
  };
}
