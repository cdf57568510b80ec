import type { Db } from '@/db/client';
import type { LinkCards } from './link-cards';

/** The parts of the application that the commands of link cards need. */
export interface LinkCardsContext {
  db: Db;
  linkCards: Pick<LinkCards, 'on'>;
}
