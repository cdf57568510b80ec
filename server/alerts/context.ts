import type { Db } from '@/db/client';
import type { Relay } from '@/server/conversations/relay';
import type { Limits } from '@/server/limits';
import type { Places } from '@/server/places/places';
import type { AlertBoard } from './board';
import type { OutgoingChannel } from './channel';

/** The parts of the application that the commands of alerts need. */
export interface AlertsContext {
  db: Db;
  relay: Pick<Relay, 'publish'>;
  limits: Limits;
  places: Pick<Places, 'get' | 'buildings' | 'campuses'>;
  /** The alerts that this node knows, and whom it tells. */
  alerts: AlertBoard;
  /** The ways by which alerts leave this installation. */
  alertChannels: readonly OutgoingChannel[];
}
