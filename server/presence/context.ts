import type { Db } from '@/db/client';
import type { Broker } from '@/server/broker/broker';
import type { Config } from '@/server/config';
import type { Relay } from '@/server/conversations/relay';
import type { Limits } from '@/server/limits';
import type { Log } from '@/server/log';
import type { Places } from '@/server/places/places';
import type { BuildingCounts } from './building-counts';
import type { PositionTracker } from './position-tracker';
import type { PresenceReader } from './presence-reader';
import type { PresenceWriter } from './presence-writer';
import type { Registry } from './registry';

/** The parts of the application that the presence commands need. */
export interface PresenceContext {
  config: Pick<Config, 'activityMovements' | 'limits' | 'presence'>;
  db: Db;
  broker: Pick<Broker, 'publish'>;
  /** Carries presence to the other nodes while the broker does not. */
  relay: Pick<Relay, 'publish'>;
  limits: Limits;
  log: Pick<Log, 'warn'>;
  places: Pick<Places, 'get' | 'locate'>;
  registry: Registry;
  buildingCounts: BuildingCounts;
  positionTracker: PositionTracker;
  presenceWriter: PresenceWriter;
  readPresence: PresenceReader;
}
