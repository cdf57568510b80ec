'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { lastAt } from '@/clients/state/log';
import type { WireChannel } from '@/protocol/messages';
import { useClient, useClientState } from '../connection/client-provider';
import { useAttempt } from '../connection/use-attempt';
import { useNavigation } from '../navigation/navigation-provider';
import { ChannelIcon, WriteIcon } from '../ui/icons';
import { ProblemLine } from '../ui/problem-line';
import { QrCode } from './qr-code';

/** The number of channels shown. */
const MAX_CHANNELS = 3;

/** Shows, when nobody is near, what there is to do: channels to read, people to write to, a course to invite. */
export function Alone({ onNew }: { onNew: (dialog: 'message' | 'channel') => void }) {
  const t = useTranslations('alone');
  const { push } = useNavigation();
  const { ask, dispatch } = useClient();
  const { problem, attempt } = useAttempt();
  const channels = useChannels();

  async function open({ id, joined }: WireChannel) {
    if (!joined) {
      const answer = await attempt(ask('join_channel', { conversation: id }));
      if (!answer) return;
      dispatch({ type: 'conversation', conversation: answer.conversation });
    }
    push({ tab: 'chats', view: { of: 'conversation', id } });
  }

  return (
    <div className="flex flex-wrap gap-x-6 gap-y-3 px-4 pt-1 pb-4">
      <div className="min-w-56 flex-1">
        <h2 className="font-display text-name">{t('title')}</h2>
        <p className="text-soft text-sm">{t('text')}</p>
        {channels.length > 0 && (
          <>
            <h3 className="heading pt-2">{t('channels')}</h3>
            <ul className="flex flex-wrap gap-1.5 pt-1">
              {channels.map((channel) => (
                <li key={channel.id} className="max-w-full">
                  <button type="button" className="chip max-w-full" onClick={() => void open(channel)}>
                    <ChannelIcon size={15} />
                    <span className="truncate">
                      {t(channel.joined ? 'open' : 'join', { name: channel.title })}
                    </span>
                    <span className="font-normal text-soft">{channel.members}</span>
                    <span className="sr-only"> {t('members')}</span>
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
        <div className="flex flex-wrap gap-2 pt-3">
          <button type="button" className="button text-sm" onClick={() => onNew('message')}>
            <WriteIcon size={17} />
            {t('write')}
          </button>
          <button type="button" className="button text-sm" onClick={() => onNew('channel')}>
            <ChannelIcon size={17} />
            {t('newChannel')}
          </button>
        </div>
        <ProblemLine problem={problem} className="pt-2" />
      </div>
      <Invitation />
    </div>
  );
}

/** Shows the address of this campus as a QR code and as text. */
function Invitation() {
  const t = useTranslations('alone');
  return (
    <figure className="flex w-36 flex-none flex-col items-center gap-1 text-center">
      <QrCode text={location.origin} label={t('code', { address: location.host })} size={112} />
      <figcaption className="text-sm">
        <span className="block font-semibold">{t('invite')}</span>
        <span className="block text-soft text-xs [overflow-wrap:anywhere]">{location.host}</span>
      </figcaption>
    </figure>
  );
}

/** Returns public channels: those of the user with the newest messages first, then the largest others. */
function useChannels(): WireChannel[] {
  const { ask } = useClient();
  const ready = useClientState((state) => state.link.state === 'ready');
  const log = useClientState((state) => state.log);
  const [channels, setChannels] = useState<WireChannel[]>([]);
  useEffect(() => {
    if (!ready) return;
    ask('list_channels', {}).then(
      (answer) => setChannels(answer.channels),
      // The invitation and the other ways remain.
      () => {},
    );
  }, [ready, ask]);
  const at = ({ id }: WireChannel) => {
    const conversation = log[id];
    return conversation ? lastAt(conversation) : '';
  };
  return [...channels]
    .sort((a, b) => at(b).localeCompare(at(a)) || b.members - a.members)
    .slice(0, MAX_CHANNELS);
}
