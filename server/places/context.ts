import type { Db } from '@/db/client';
import type { Relay } from '@/server/conversations/relay';
import type { Registry } from '@/server/presence/registry';
import type { Places } from './places';

/** The parts of the application that the commands for places need. */
export interface PlacesContext {
  db: Db;
  relay: Pick<Relay, 'publish'>;
  places: Places;
  registry: Pick<Registry, 'everyoneInBuilding'>;
}
