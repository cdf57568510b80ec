import type { Db } from '@/db/client';
import type { Relay } from '@/server/conversations/relay';
import type { Limits } from '@/server/limits';
import type { Places } from '@/server/places/places';
import type { Precedence } from '@/server/precedence';
import type { AlertBoard } from './board';
import type { OutgoingChannel } from './channel';

/** The parts of the application that the commands of alerts need. */
export interface AlertsContext {
  db: Db;
  /** Connections of their own for what issues alerts, so that it waits for nothing else of this node. */
  alertDb: Db;
  precedence: Precedence;
  relay: Pick<Relay, 'publish'>;
  limits: Limits;
  places: Pick<Places, 'get' | 'buildings' | 'campuses'>;
  /** The alerts that this node knows, and whom it tells. */
  alerts: AlertBoard;
  /** The ways by which alerts leave this installation. */
  alertChannels: readonly OutgoingChannel[];
}
