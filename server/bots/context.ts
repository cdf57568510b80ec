import type { Db } from '@/db/client';
import type { Revocations } from '@/server/accounts/revocations';
import type { Config } from '@/server/config';
import type { LinkPort } from '@/server/conversations/link-port';
import type { MessageWriter } from '@/server/conversations/message-writer';
import type { Relay } from '@/server/conversations/relay';
import type { Limits } from '@/server/limits';
import type { BuildingCounts } from '@/server/presence/building-counts';

/** The parts of the application that the bot commands need. */
export interface BotsContext {
  /** The id of this node; a bot that connects here is stored as running on this node. */
  id: string;
  /**
   * `usernames`: the patterns of usernames that belong to users, which a bot may not take as its id. `authSecret`: the
   * key of the hashes of retired usernames, which a bot may not take either.
   */
  config: Pick<Config, 'authSecret' | 'usernames'>;
  db: Db;
  limits: Limits;
  writer: MessageWriter;
  revocations: Revocations;
}

/** What the commands need by which bots are in conversations. */
export interface BotTalkContext extends BotsContext {
  relay: Pick<Relay, 'publish'>;
  linkCards: LinkPort;
  /** Gives the number of people in a building, from five up. */
  buildingCounts: Pick<BuildingCounts, 'peopleIn'>;
}

/** What schedules need: `timeZone` is that of the campus. */
export interface ScheduleContext extends BotTalkContext {
  config: BotsContext['config'] & Pick<Config, 'timeZone'>;
}
