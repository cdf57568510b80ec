import type { Db } from '@/db/client';
import type { Limits } from '@/server/limits';
import type { Log } from '@/server/log';
import type { Registry } from '@/server/presence/registry';

/** The parts of the application that the commands about people need. */
export interface PeopleContext {
  db: Db;
  limits: Limits;
  log: Pick<Log, 'warn'>;
  registry: Pick<Registry, 'seenBy'>;
}
