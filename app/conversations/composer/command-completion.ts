import type { WireRoomBot } from '@/protocol/bots';
import type { Command } from '@/protocol/command';

/** A command as the composer suggests it. */
export interface CommandOption {
  /** What is written: with the bot if several have the command. */
  text: string;
  bot: string;
  description: string;
}

const MAX_MATCHES = 8;

/** Returns the beginning of a command that is typed and ends at the caret, without the slash; null for any other text. */
export function commandStartAt(value: string, caret: number): string | null {
  return /^\/([a-z0-9_-]{0,32})$/i.exec(value.slice(0, caret))?.[1]?.toLowerCase() ?? null;
}

/** Returns the bot that hears a command: the one that it names, otherwise the first that has it. */
export function botOf(bots: readonly WireRoomBot[], { name, bot }: Command): WireRoomBot | undefined {
  return bots.find(
    ({ id, commands }) =>
      (bot === null || id.toLowerCase() === bot.toLowerCase()) && commands.some((each) => each.name === name),
  );
}

/** Returns the commands whose names begin with the typed text, in order of name. */
export function matchCommands(bots: readonly WireRoomBot[], typed: string): CommandOption[] {
  return bots
    .flatMap((bot) =>
      bot.commands
        .filter(({ name }) => name.startsWith(typed))
        .map(({ name, description }) => ({
          text: botOf(bots, { name, bot: null, rest: '' }) === bot ? `/${name}` : `/${name}@${bot.id}`,
          bot: bot.name ?? bot.id,
          description,
        })),
    )
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .slice(0, MAX_MATCHES);
}
