import { useTranslations } from 'next-intl';

export interface BotFlags {
  authorised: boolean;
  running: boolean;
}

const COLOURS = {
  running: 'bg-accent text-accent',
  ready: 'bg-edge text-soft',
  waiting: 'bg-now text-now-ink',
} as const;

/** Shows whether a bot is connected, or may connect, as text with a dot before it. */
export function BotState({ authorised, running }: BotFlags) {
  const t = useTranslations('bots.states');
  const state = running ? 'running' : authorised ? 'ready' : 'waiting';
  const [dot, text] = COLOURS[state].split(' ');
  return (
    <span className={`flex items-center gap-1.5 text-sm ${text}`}>
      <span aria-hidden="true" className={`size-2 flex-none rounded-full ${dot}`} />
      {t(state)}
    </span>
  );
}
