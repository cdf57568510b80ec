import type { Db } from '@/db/client';
import type { Relay } from '@/server/conversations/relay';
import type { Places } from './places';

/** What the commands of this folder need. */
export interface PlacesContext {
  db: Db;
  relay: Pick<Relay, 'publish'>;
  places: Places;
}
