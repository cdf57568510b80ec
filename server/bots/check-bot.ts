import type { BotsContext } from './context';
import { type BotRow, findBot } from './store';

/**
 * Whether a bot can start, in the format of the legacy protocol: `new` and `auth` are present only when they are the
 * reason why it cannot.
 */
export type BotCheck =
  | { available: 0; state: 'Bot does not exist.'; new: 1 }
  | { available: 0; state: 'Bot has not been authorized yet.'; auth: 0 }
  | { available: 0; state: 'Bot currently running.' }
  | { available: 1; state: 'Bot available.' };

/** Returns the state of a bot. Requires no actor: a program asks before it authenticates. */
export async function checkBot(app: Pick<BotsContext, 'db'>, { id }: { id: string }): Promise<BotCheck> {
  return stateOf(await findBot(app.db, id));
}

function stateOf(bot: BotRow | null): BotCheck {
  if (!bot) return { available: 0, state: 'Bot does not exist.', new: 1 };
  if (!bot.authorised) return { available: 0, state: 'Bot has not been authorized yet.', auth: 0 };
  if (bot.running) return { available: 0, state: 'Bot currently running.' };
  return { available: 1, state: 'Bot available.' };
}
