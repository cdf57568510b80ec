'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { WireChannel } from '@/protocol/messages';
import { useClient, useClientState } from '../../connection/client-provider';
import { useAttempt } from '../../connection/use-attempt';
import { useNavigation } from '../../navigation/navigation-provider';
import { BackIcon } from '../../ui/later-icons';
import { ProblemLine } from '../../ui/problem-line';
import { Courtyard } from '../timeline/empty-timeline';

/**
 * Shows a conversation that the user is not a member of: a public channel with a button to join, else that there is
 * nothing to see.
 */
export function UnknownConversation({ id }: { id: string }) {
  const t = useTranslations('conversation');
  const { ask, dispatch } = useClient();
  const { back } = useNavigation();
  const ready = useClientState((state) => state.link.state === 'ready');
  const [channel, setChannel] = useState<WireChannel | 'none' | null>(null);
  const { problem, attempt } = useAttempt();

  useEffect(() => {
    if (!ready) return;
    let dropped = false;
    ask('list_channels', {}).then(
      ({ channels }) => {
        if (!dropped) setChannel(channels.find((listed) => listed.id === id) ?? 'none');
      },
      // `ConnectionLost`: requested again after the reconnect.
      () => {},
    );
    return () => {
      dropped = true;
    };
  }, [ready, ask, id]);

  async function join() {
    const answer = await attempt(ask('join_channel', { conversation: id }));
    if (answer) dispatch({ type: 'conversation', conversation: answer.conversation });
  }

  return (
    <>
      <div className="flex-none p-2 lg:hidden">
        <button
          type="button"
          aria-label={t('back')}
          className="icon-button"
          onClick={() => back({ view: null })}
        >
          <BackIcon />
        </button>
      </div>
      <div className="mx-auto flex max-w-sm flex-1 flex-col items-center justify-center gap-2 px-5 py-8 text-center">
        <Courtyard />
        {channel === null ? (
          <div className="skeleton h-6 w-48" />
        ) : channel === 'none' ? (
          <>
            <h2 className="font-display text-title">{t('unknown')}</h2>
            <p className="text-soft">{t('unknownText')}</p>
          </>
        ) : (
          <>
            <h2 className="font-display text-title">{channel.title}</h2>
            {channel.topic && <p className="text-soft">{channel.topic}</p>}
            <p className="text-soft text-sm">{t('members', { count: channel.members })}</p>
            <button type="button" className="button button-primary mt-2" onClick={join}>
              {t('join')}
            </button>
            <ProblemLine problem={problem} />
          </>
        )}
      </div>
    </>
  );
}
