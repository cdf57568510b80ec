'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { WireChannel } from '@/protocol/messages';
import { fits } from '@/protocol/text-matching';
import { useClient, useClientState } from '../../connection/client-provider';
import { useAttempt } from '../../connection/use-attempt';
import { Dialog, DialogButtons } from '../../ui/dialog';
import { ChannelIcon } from '../../ui/icons';
import { ProblemLine } from '../../ui/problem-line';
import { SearchInput } from '../../ui/search-input';
import type { NewConversationProps } from './new-message';

interface Props extends NewConversationProps {
  onNew: () => void;
}

/** Shows the public channels, to open or to join. */
export function BrowseChannels({ open, onClose, onOpened, onNew }: Props) {
  const t = useTranslations('channels');
  return (
    <Dialog open={open} onClose={onClose} title={t('title')}>
      <Channels onOpened={onOpened} />
      <DialogButtons className="mt-4">
        <button type="button" className="button button-quiet me-auto" onClick={onNew}>
          {t('new')}
        </button>
        <button type="button" className="button" onClick={onClose}>
          {t('close')}
        </button>
      </DialogButtons>
    </Dialog>
  );
}

function Channels({ onOpened }: Pick<Props, 'onOpened'>) {
  const t = useTranslations('channels');
  const { ask, dispatch } = useClient();
  const ready = useClientState((state) => state.link.state === 'ready');
  const [channels, setChannels] = useState<WireChannel[] | null>(null);
  const [query, setQuery] = useState('');
  const { problem, attempt } = useAttempt();

  useEffect(() => {
    if (ready)
      void attempt(ask('list_channels', {})).then((answer) => answer && setChannels(answer.channels));
  }, [ready, ask, attempt]);

  async function join({ id, joined }: WireChannel) {
    if (!joined) {
      const answer = await attempt(ask('join_channel', { conversation: id }));
      if (!answer) return;
      dispatch({ type: 'conversation', conversation: answer.conversation });
    }
    onOpened({ of: 'conversation', id });
  }

  const found = channels?.filter(({ title, topic }) => fits(`${title} ${topic ?? ''}`, query));
  return (
    <>
      <SearchInput label={t('find')} value={query} onChange={setQuery} />
      <ProblemLine problem={problem} className="pt-2" />
      <ul aria-label={t('title')} className="mt-2 max-h-[50dvh] overflow-y-auto">
        {found?.map((channel) => (
          <li
            key={channel.id}
            className="flex min-h-16 items-center gap-3 border-line border-b py-2 last:border-0"
          >
            <span className="text-soft">
              <ChannelIcon />
            </span>
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{channel.title}</span>
              <span className="block truncate text-soft text-sm">
                {channel.topic ?? t('members', { count: channel.members })}
              </span>
            </span>
            <button
              type="button"
              aria-label={t(channel.joined ? 'openName' : 'joinName', { name: channel.title })}
              className={`button flex-none px-3 text-sm ${channel.joined ? 'button-quiet' : ''}`}
              onClick={() => void join(channel)}
            >
              {t(channel.joined ? 'open' : 'join')}
            </button>
          </li>
        ))}
        {channels === null && !problem && (
          <li aria-hidden="true" className="flex flex-col gap-3 py-3">
            <span className="skeleton h-10 w-full" />
            <span className="skeleton h-10 w-full" />
          </li>
        )}
      </ul>
      {found?.length === 0 && <p className="py-4 text-center text-soft">{t(query ? 'noneFound' : 'none')}</p>}
    </>
  );
}
