'use client';

import { useTranslations } from 'next-intl';
import type { WireEntry } from '@/protocol/messages';
import { useClientState } from '../../connection/client-provider';
import { nameOf } from '../../people/names';
import { useMessageActions } from './message-actions';

/** Shows the reactions to a message. A click adds or removes the user's own. */
export function Reactions({ entry }: { entry: WireEntry }) {
  const t = useTranslations('timeline');
  const { react, open } = useMessageActions();
  const you = useClientState((state) => state.you.id);
  const names = useClientState((state) => state.names);
  if (!entry.reactions?.length) return null;
  return (
    <ul aria-label={t('reactions')} className="mt-1 flex flex-wrap gap-1">
      {entry.reactions.map(({ emoji, by }) => {
        const own = by.includes(you);
        const reactors = by.map((id) => (id === you ? t('you') : nameOf(names, id))).join(', ');
        return (
          <li key={emoji}>
            <button
              type="button"
              aria-pressed={own}
              disabled={!open}
              title={reactors}
              className="flex min-h-7 items-center gap-1 rounded-full border border-line bg-card px-2 text-sm hover:not-disabled:border-edge aria-pressed:border-accent aria-pressed:bg-tint"
              onClick={() => react(entry, emoji, !own)}
            >
              <span aria-hidden="true">{emoji}</span>
              <span aria-hidden="true" className={own ? 'font-semibold text-accent' : 'text-soft'}>
                {by.length}
              </span>
              <span className="sr-only">{t('reactedWith', { emoji, names: reactors })}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
