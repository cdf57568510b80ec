'use client';

import { useTranslations } from 'next-intl';
import type { ANSWER_MINUTES } from '@/protocol/bots';
import { readCommand } from '@/protocol/command';
import type { WireEntry } from '@/protocol/messages';
import { useClientState } from '../../connection/client-provider';
import { useServerNow } from '../../connection/use-server-now';
import { botOf } from '../composer/command-completion';
import { useRoomBots } from './use-room-bots';

// A value would bring the schemas into the page.
const MINUTES: typeof ANSWER_MINUTES = 30;

/** Shows under a command of the user which bot is asked, until it has answered or may no longer. */
export function CommandState({ entry }: { entry: WireEntry }) {
  const t = useTranslations('roomBots');
  const { conversation, message, seq } = entry;
  const now = useServerNow(60_000);
  const command = readCommand(message.text);
  const recent = now - Date.parse(message.at) < MINUTES * 60_000;
  const bots = useRoomBots(conversation.id, command !== null && recent);
  const answered = useClientState(
    (state) =>
      state.log[conversation.id]?.entries.some(
        ({ replyTo, message: { from } }) => replyTo === seq && from.kind === 'bot',
      ) ?? false,
  );
  const bot = command && botOf(bots, command);
  if (!bot || answered || !recent) return null;
  return (
    <p role="status" className="px-1.5 pt-0.5 text-soft text-xs">
      {t(bot.running ? 'asked' : 'absent', { name: bot.name ?? bot.id })}
    </p>
  );
}
