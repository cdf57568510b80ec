import type { Db } from '@/db/client';
import type { Config } from '@/server/config';
import type { Limits } from '@/server/limits';
import type { Places } from '@/server/places/places';
import type { Registry } from '@/server/presence/registry';
import type { MessageWriter } from './message-writer';
import type { Relay } from './relay';

/** What the commands of this folder need. */
export interface ConversationsContext {
  config: Pick<Config, 'authSecret'>;
  db: Db;
  relay: Pick<Relay, 'publish'>;
  /** The way into the log. */
  writer: MessageWriter;
  limits: Limits;
  /** Names buildings in searches. */
  places: Pick<Places, 'get' | 'buildings'>;
  /** Who is in range, and who is in a room. */
  registry: Pick<Registry, 'inRange' | 'inBuilding' | 'stateOf'>;
}
