import type { Db } from '@/db/client';
import type { OidcDiscovery } from './accounts/oidc-discovery';
import type { Broker } from './broker/broker';
import type { BoundCommands } from './commands';
import type { Config } from './config';
import type { MessageWriter } from './conversations/message-writer';
import type { Relay } from './conversations/relay';
import type { Limits } from './limits';
import type { Load, Shortage } from './load';
import type { Log } from './log';
import type { Metrics } from './metrics';
import type { Places } from './places/places';
import type { PositionTracker } from './presence/position-tracker';
import type { Registry } from './presence/registry';
import type { RoomMembership } from './presence/room-membership';
import type { DeliveryReceipts } from './realtime/delivery-receipts';
import type { LiveSessions } from './realtime/live-sessions';
import type { SocketRevocations } from './realtime/revocations';
import type { Rooms } from './realtime/rooms';

/** Everything that one running server process has; made in main.ts. */
export interface App {
  /** New at every start. */
  id: string;
  config: Config;
  /** Of the program, as package.json has it. */
  version: string;
  /** The address people use, without a slash at the end. */
  publicUrl: string;
  log: Log;
  metrics: Metrics;
  limits: Limits;
  db: Db;
  broker: Broker;
  relay: Relay;
  /** The way into the log. */
  writer: MessageWriter;
  /** Campuses and buildings, in memory, kept in step with the database. */
  places: Places;
  /** Who is online and where, coarsely, on all nodes. */
  registry: Registry;
  /** Precise positions of users who report to this node, for two minutes at most. */
  positionTracker: PositionTracker;
  /** Sockets connected to this node. */
  sessions: LiveSessions;
  /** Ends the connections of revoked credentials, on every node. */
  revocations: SocketRevocations;
  /** What a change of building means for rooms. */
  roomMembership: RoomMembership;
  /** Who is in which room, for what is said there. */
  rooms: Rooms;
  deliveryReceipts: DeliveryReceipts;
  /** What the node has too little of, and what it leaves out meanwhile. */
  load: Load;
  /** How to speak with the OpenID provider; null without one. */
  oidc: OidcDiscovery | null;
  /** All that anybody can do, each command bound to what it needs. */
  commands: BoundCommands;
  ready(): Promise<Readiness>;
}

export interface Readiness {
  ready: boolean;
  database: 'up' | 'down';
  /** Why the database is down, as people are told it. */
  reason?: string;
  broker: 'up' | 'down';
  shortages: Shortage[];
}

const APP = Symbol.for('quad.app');

/** Makes the application reachable by getApp(). Called by main.ts alone. */
export function registerApp(app: App): void {
  (globalThis as Record<symbol, unknown>)[APP] = app;
}

/**
 * Returns the application of this process. Next bundles pages and routes into a module graph of its own, so this is
 * the only way from there to what main.ts made.
 * Throws while pages are built, when no application runs.
 */
export function getApp(): App {
  const app = (globalThis as Record<symbol, unknown>)[APP];
  if (!app) throw new Error('Quad does not run in this process: start Quad with `npm start`.');
  return app as App;
}
