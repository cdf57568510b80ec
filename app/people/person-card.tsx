'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { View } from '@/clients/state/views';
import type { WireCard } from '@/protocol/people';
import { useClient, useClientState } from '../connection/client-provider';
import { useAttempt } from '../connection/use-attempt';
import { useNavigation } from '../navigation/navigation-provider';
import { useSafety } from '../safety/safety-provider';
import { useBlock } from '../safety/use-block';
import { ChannelIcon, MessagesIcon } from '../ui/icons';
import { BlockIcon, FlagIcon } from '../ui/later-icons';
import { ProblemLine } from '../ui/problem-line';
import { PersonLocation } from './person-location';
import { PersonAvatar } from './photos';

interface Props {
  person: { id: string; name: string };
  /** Closes the card, then does what was chosen. */
  onLeave: (action: () => void) => void;
}

/** Shows a person: photo, line, place and shared channels as far as the user may know them, and what to do. */
export function PersonCard({ person, onLeave }: Props) {
  const t = useTranslations('person');
  const s = useTranslations('safety');
  const { push } = useNavigation();
  const safety = useSafety();
  const { block } = useBlock();
  const you = useClientState((state) => state.you.id);
  // The movement of the person is newer than the answer.
  const seen = useClientState((state) => state.people[person.id]);
  const blocked = useClientState((state) => state.blocks.users.has(person.id));
  const { card, problem } = useCard(person.id, blocked);
  const nearby = seen ?? card?.nearby;
  const open = (view: View) => onLeave(() => push({ tab: 'chats', view }));
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center gap-4">
        <PersonAvatar id={person.id} name={person.name} size={72} band={nearby?.band ?? null} />
        <div className="min-w-0">
          <h2 dir="auto" className="font-display text-title">
            {person.name}
          </h2>
          <p className="truncate text-soft text-sm">{card?.guest ? t('guest') : person.id}</p>
          {nearby && (
            <p className="flex flex-wrap items-center gap-x-2 pt-1 text-sm">
              <PersonLocation person={nearby} />
            </p>
          )}
        </div>
      </div>
      {card?.about && (
        <p dir="auto" className="break-words">
          {card.about}
        </p>
      )}
      {card && card.channels.length > 0 && (
        <div>
          <h3 className="heading pb-1">{t('shared')}</h3>
          <ul className="flex flex-wrap gap-1.5">
            {card.channels.map(({ id, title }) => (
              <li key={id} className="max-w-full">
                <button
                  type="button"
                  className="chip max-w-full"
                  onClick={() => open({ of: 'conversation', id })}
                >
                  <ChannelIcon size={15} />
                  <span className="truncate">{title}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      {!card && !problem && <div aria-hidden="true" className="skeleton h-6 w-2/3" />}
      <ProblemLine problem={problem} className="" />
      <div className="flex flex-wrap gap-2">
        {!blocked && (
          <button
            type="button"
            className="button button-primary flex-1"
            onClick={() => open({ of: 'direct', username: person.id })}
          >
            <MessagesIcon size={18} />
            {person.id === you ? t('notes') : t('message')}
          </button>
        )}
        {person.id !== you && (
          <>
            <button
              type="button"
              className="icon-button"
              aria-label={s('reportPerson', { name: person.name })}
              title={s('reportPerson', { name: person.name })}
              onClick={() => onLeave(() => safety.report(person))}
            >
              <FlagIcon />
            </button>
            {blocked ? (
              <button
                type="button"
                className="button flex-1"
                onClick={() => onLeave(() => void block(person.id, false))}
              >
                {s('unblock')}
              </button>
            ) : (
              <button
                type="button"
                className="icon-button text-bad"
                aria-label={s('blockName', { name: person.name })}
                title={s('blockName', { name: person.name })}
                onClick={() => onLeave(() => safety.block(person))}
              >
                <BlockIcon />
              </button>
            )}
          </>
        )}
      </div>
    </div>
  );
}

/** Returns what the server tells of a person, asked for again after a block or a reconnect. */
function useCard(user: string, blocked: boolean) {
  const { ask } = useClient();
  const ready = useClientState((state) => state.link.state === 'ready');
  const { problem, attempt } = useAttempt();
  const [card, setCard] = useState<WireCard | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a block changes the answer
  useEffect(() => {
    if (!ready) return;
    let dropped = false;
    void attempt(ask('show_person', { user })).then((answer) => {
      if (answer && !dropped) setCard(answer.person);
    });
    return () => {
      dropped = true;
    };
  }, [user, blocked, ready, ask, attempt]);
  return { card, problem };
}
