/** A command to a bot, as a message begins with it: `/menu tomorrow`, or `/menu@lunch-bot tomorrow`. */
export interface Command {
  name: string;
  /** The id of the bot that is meant; null for any bot that has the command. */
  bot: string | null;
  /** What follows the name. */
  rest: string;
}

const COMMAND = /^\/([a-z0-9][a-z0-9_-]{0,31})(?:@([A-Za-z0-9._-]{1,64}))?(?:\s+([\s\S]*))?$/i;

/** Returns the command that a message is; null for any other text. */
export function readCommand(text: string): Command | null {
  const match = COMMAND.exec(text.trimEnd());
  if (!match) return null;
  const [, name = '', bot = null, rest = ''] = match;
  return { name: name.toLowerCase(), bot, rest };
}
