import type { Db } from '@/db/client';
import type { Credentials } from './accounts/credentials';
import type { OidcDiscovery } from './accounts/oidc-discovery';
import type { AlertBoard } from './alerts/board';
import type { FetchDocument } from './alerts/cap/fetch-document';
import type { OutgoingChannel } from './alerts/channel';
import type { FileStorage } from './attachments/file-storage';
import type { OutgoingSender } from './bots/outgoing/sender';
import type { Broker } from './broker/broker';
import type { BoundCommands } from './commands';
import type { Config } from './config';
import type { ChannelJoins } from './conversations/channel-joins';
import type { DeliveredMarks } from './conversations/delivered-marks';
import type { MessageWriter } from './conversations/message-writer';
import type { Relay } from './conversations/relay';
import type { ShownMarks } from './conversations/shown-marks';
import type { SyncReader } from './conversations/sync-reader';
import type { UndeliveredMessages } from './conversations/undelivered-messages';
import type { Limits } from './limits';
import type { LinkCards } from './link-cards/link-cards';
import type { Load, Shortage } from './load';
import type { Log } from './log';
import type { MailServer } from './mail/mail';
import type { Mailbox } from './mail/mailbox';
import type { Metrics } from './metrics';
import type { Endpoints } from './notifications/endpoints';
import type { Notifier } from './notifications/notifier';
import type { PushClient } from './notifications/push-client';
import type { Vapid } from './notifications/vapid';
import type { Places } from './places/places';
import type { Precedence } from './precedence';
import type { BuildingCounts } from './presence/building-counts';
import type { PositionTracker } from './presence/position-tracker';
import type { PresenceReader } from './presence/presence-reader';
import type { PresenceWriter } from './presence/presence-writer';
import type { Registry } from './presence/registry';
import type { LiveSessions } from './realtime/live-sessions';
import type { SocketRevocations } from './realtime/revocations';
import type { Rooms } from './realtime/rooms';
import type { SessionQueues } from './realtime/session-queues';
import type { SessionWriter } from './realtime/session-writer';
import type { Typing } from './realtime/typing';

/** The parts of one running server process; created by createApp. */
export interface App {
  /** The id of the node, new at every start. */
  id: string;
  config: Config;
  /** The version of the program, from package.json. */
  version: string;
  /** The URL that users open, without a slash at the end. */
  publicUrl: string;
  log: Log;
  metrics: Metrics;
  /** Sends e-mails; null without the settings for it, except in a demonstration. */
  mailServer: MailServer | null;
  /** Keeps the mails of a demonstration that sends none, for the page that shows them; null elsewhere. */
  mailbox: Mailbox | null;
  limits: Limits;
  db: Db;
  /** Connections for alerts alone. */
  alertDb: Db;
  /** Holds messages back while an alert is issued. */
  precedence: Precedence;
  /** Looks tokens and tickets up. */
  credentials: Credentials;
  broker: Broker;
  relay: Relay;
  /** Writes drafts to the log. */
  writer: MessageWriter;
  /** Groups joins of public channels. */
  channelJoins: ChannelJoins;
  /** The messages that legacy clients have not received yet. */
  undelivered: UndeliveredMessages;
  /** Up to where visible pages have shown conversations. */
  shownMarks: ShownMarks;
  /** Up to where clients have direct conversations. */
  deliveredMarks: DeliveredMarks;
  /** Decides who is notified of messages on closed pages, and sends the notifications. */
  notifier: Notifier;
  /** Sends to push services. */
  push: PushClient;
  /** The push services that are allowed. */
  endpoints: Endpoints;
  /** How this installation identifies itself to push services. */
  vapid: Vapid;
  /** Tells other programs what bots hear. */
  outgoing: OutgoingSender;
  /** Makes the cards of links. */
  linkCards: LinkCards;
  /** Requests the feeds of other authorities, and their messages. */
  fetchDocument: FetchDocument;
  /** Has the bytes of photos and files. */
  fileStorage: FileStorage;
  /** Reads the log and the conversations of a user. */
  readSync: SyncReader;
  /** Campuses and buildings, in memory, kept in sync with the database. */
  places: Places;
  /** The presence of users on all nodes. */
  registry: Registry;
  /** How many people each building has, as of the last epoch. */
  buildingCounts: BuildingCounts;
  /** Precise positions of users who report to this node, kept for two minutes at most. */
  positionTracker: PositionTracker;
  /** The sessions whose sockets are connected to this node. */
  sessions: LiveSessions;
  /** Stores the starts and ends of sessions. */
  sessionWriter: SessionWriter;
  /** Opens the queues of sessions on the broker. */
  sessionQueues: SessionQueues;
  /** Ends the connections of revoked credentials, on every node. */
  revocations: SocketRevocations;
  /** Stores changes of presence. */
  presenceWriter: PresenceWriter;
  /** Reads the stored presence of a user. */
  readPresence: PresenceReader;
  /** The members of each room, to whom the room's entries are delivered. */
  rooms: Rooms;
  /** Who is writing where. */
  typing: Typing;
  /** The alerts of the last day, and whom this node tells of them. */
  alerts: AlertBoard;
  /** The ways by which alerts leave this installation. */
  alertChannels: readonly OutgoingChannel[];
  /** The shortages of the node, and the work that it sheds meanwhile. */
  load: Load;
  /** The discovered endpoints of the OpenID provider; null without a provider. */
  oidc: OidcDiscovery | null;
  /** Every command, bound to its context. */
  commands: BoundCommands;
  ready(): Promise<Readiness>;
}

export interface Readiness {
  ready: boolean;
  database: 'up' | 'down';
  /** The reason why the database is down, safe to show to users. */
  reason?: string;
  broker: 'up' | 'down';
  shortages: Shortage[];
}

const APP = Symbol.for('quad.app');

/** Makes the application available from getApp(). Only main.ts calls this. */
export function registerApp(app: App): void {
  (globalThis as Record<symbol, unknown>)[APP] = app;
}

/**
 * Returns the application of this process. Next bundles pages and routes into a module graph of its own, so they have
 * no other access to the application. Throws during the build of pages, when no application runs.
 */
export function getApp(): App {
  const app = (globalThis as Record<symbol, unknown>)[APP];
  if (!app) throw new Error('Quad does not run in this process: start Quad with `npm start`.');
  return app as App;
}
