import type { Db } from '@/db/client';
import type { Revocations } from '@/server/accounts/revocations';
import type { Config } from '@/server/config';
import type { MessageWriter } from '@/server/conversations/message-writer';
import type { Limits } from '@/server/limits';

/** The parts of the application that the bot commands need. */
export interface BotsContext {
  /** Id of this node, to which the connections of its bots belong. */
  id: string;
  /** The patterns of usernames that bots may not take, and the secret under which retired usernames are hashed. */
  config: Pick<Config, 'authSecret' | 'usernames'>;
  db: Db;
  limits: Limits;
  writer: MessageWriter;
  revocations: Revocations;
}
