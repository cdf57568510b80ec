import type { BotCommand } from '@/protocol/bots';
import { readCommand } from '@/protocol/command';
import { splitAtMentions } from '@/texts/mentions';
import { namesIn } from '@/texts/read';

/** A bot in a conversation. */
export interface Listener {
  id: string;
  commands: readonly BotCommand[];
  /** The conversation is of one user and the bot. */
  direct: boolean;
}

export interface Hearing {
  botId: string;
  kind: 'command' | 'mention' | 'direct';
}

/**
 * Returns which bots of a conversation hear a message, and why. A command is for the bot that it names (`/menu@lunch-bot`),
 * otherwise for the first that has it.
 */
export function hearingsOf(text: string, bots: readonly Listener[]): Hearing[] {
  const command = readCommand(text);
  const isNamed = (id: string, name: string) => id.toLowerCase() === name.toLowerCase();
  const asked = command
    ? bots.find(
        ({ id, commands }) =>
          (command.bot === null || isNamed(id, command.bot)) &&
          commands.some(({ name }) => name === command.name),
      )
    : undefined;
  const names = namesIn(text);
  return bots.flatMap(({ id, direct }): Hearing[] => {
    if (id === asked?.id) return [{ botId: id, kind: 'command' }];
    if (direct) return [{ botId: id, kind: 'direct' }];
    if (command) return [];
    return names.some((name) => isNamed(id, name)) ? [{ botId: id, kind: 'mention' }] : [];
  });
}

/** Returns a text as a bot reads it: everybody whom it mentions, but the bot, is `@someone`. */
export function textForBot(text: string, botId: string): string {
  return splitAtMentions(text)
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      return piece.username.toLowerCase() === botId.toLowerCase() ? `@${piece.username}` : '@someone';
    })
    .join('');
}
