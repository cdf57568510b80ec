import type { BotsContext } from './context';
import { type BotRow, findBot } from './store';

/** Whether a bot may begin, as the original says it: `new` and `auth` are there only when they are the reason. */
export type BotCheck =
  | { available: 0; state: 'Bot does not exist.'; new: 1 }
  | { available: 0; state: 'Bot has not been authorized yet.'; auth: 0 }
  | { available: 0; state: 'Bot currently running.' }
  | { available: 1; state: 'Bot available.' };

/** The state of a bot, for anybody: a program asks before it has proved anything. */
export async function checkBot(app: Pick<BotsContext, 'db'>, { id }: { id: string }): Promise<BotCheck> {
  return stateOf(await findBot(app.db, id));
}

function stateOf(bot: BotRow | null): BotCheck {
  if (!bot) return { available: 0, state: 'Bot does not exist.', new: 1 };
  if (!bot.authorised) return { available: 0, state: 'Bot has not been authorized yet.', auth: 0 };
  if (bot.running) return { available: 0, state: 'Bot currently running.' };
  return { available: 1, state: 'Bot available.' };
}
