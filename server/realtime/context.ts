import type { Db } from '@/db/client';
import type { ErasureContext } from '@/server/accounts/context';
import type { ActivityContext } from '@/server/activity/context';
import type { AlertBoard } from '@/server/alerts/board';
import type { FetchDocument } from '@/server/alerts/cap/fetch-document';
import type { OutgoingChannel } from '@/server/alerts/channel';
import type { FileStorage } from '@/server/attachments/file-storage';
import type { OutgoingSender } from '@/server/bots/outgoing/sender';
import type { Broker } from '@/server/broker/broker';
import type { BoundCommands } from '@/server/commands';
import type { Config } from '@/server/config';
import type { MessageWriter } from '@/server/conversations/message-writer';
import type { Load } from '@/server/load';
import type { Log } from '@/server/log';
import type { Metrics } from '@/server/metrics';
import type { Notifier } from '@/server/notifications/notifier';
import type { Places } from '@/server/places/places';
import type { Precedence } from '@/server/precedence';
import type { SafetyContext } from '@/server/safety/context';
import type { LiveSessions } from './live-sessions';
import type { SocketRevocations } from './revocations';
import type { Rooms } from './rooms';
import type { SessionQueues } from './session-queues';
import type { SessionWriter } from './session-writer';
import type { Typing } from './typing';

/**
 * The dependencies of sockets, node events and maintenance. Maintenance also runs other folders' retention and erasure,
 * which have contexts of their own.
 */
export interface RealtimeContext
  extends Omit<ErasureContext, 'broker' | 'config' | 'log' | 'places' | 'revocations'> {
  /** The node's id. */
  id: string;
  config: ActivityContext['config'] &
    ErasureContext['config'] &
    SafetyContext['config'] &
    Pick<Config, 'alertsFolder' | 'capSources' | 'sessionGraceMs' | 'timeZone' | 'trustProxy'>;
  log: Log;
  metrics: Metrics;
  load: Load;
  broker: Broker;
  places: Places;
  notifier: Notifier;
  outgoing: OutgoingSender;
  writer: MessageWriter;
  fileStorage: FileStorage;
  sessions: LiveSessions;
  revocations: SocketRevocations;
  sessionWriter: SessionWriter;
  sessionQueues: SessionQueues;
  rooms: Rooms;
  typing: Typing;
  alerts: AlertBoard;
  alertDb: Db;
  precedence: Precedence;
  alertChannels: readonly OutgoingChannel[];
  fetchDocument: FetchDocument;
  commands: BoundCommands;
}
