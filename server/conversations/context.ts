import type { Db } from '@/db/client';
import type { Config } from '@/server/config';
import type { Limits } from '@/server/limits';
import type { Places } from '@/server/places/places';
import type { BuildingCounts } from '@/server/presence/building-counts';
import type { Registry } from '@/server/presence/registry';
import type { ChannelJoins } from './channel-joins';
import type { DeliveredMarks } from './delivered-marks';
import type { LinkPort } from './link-port';
import type { MessageWriter } from './message-writer';
import type { NotificationPort } from './notification-port';
import type { Relay } from './relay';
import type { ShownMarks } from './shown-marks';
import type { SyncReader } from './sync-reader';
import type { UndeliveredMessages } from './undelivered-messages';

/** The dependencies of this folder's commands. */
export interface ConversationsContext {
  config: Pick<Config, 'attachments' | 'authSecret'>;
  db: Db;
  relay: Pick<Relay, 'publish'>;
  writer: MessageWriter;
  channelJoins: ChannelJoins;
  undelivered: UndeliveredMessages;
  shownMarks: ShownMarks;
  deliveredMarks: DeliveredMarks;
  notifier: Pick<NotificationPort, 'noteRead'>;
  linkCards: LinkPort;
  readSync: SyncReader;
  limits: Limits;
  /** Gives the names of buildings to searches. */
  places: Pick<Places, 'get' | 'buildings'>;
  /** Gives the number of people whom a message to a building reached. */
  buildingCounts: Pick<BuildingCounts, 'peopleIn'>;
  /** Gives the users in range and the members of a room. */
  registry: Pick<Registry, 'inRange' | 'visibleInBuilding' | 'stateOf'>;
}
