'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useState } from 'react';
import { viewIn } from '@/clients/state/views';
import type { WireChannel } from '@/protocol/messages';
import type { WireBuildingBot, WireBuildingCount } from '@/protocol/places';
import { useClient, useClientState } from '../../connection/client-provider';
import { useAttempt } from '../../connection/use-attempt';
import { type Point, pointOf, wayTo } from '../../map/directions';
import { useNavigation } from '../../navigation/navigation-provider';
import type { Building } from '../../places/places';
import { BotIcon, BuildingIcon, ChannelIcon } from '../../ui/icons';
import { CheckIcon } from '../../ui/later-icons';
import { Popover } from '../../ui/popover';
import { ProblemLine } from '../../ui/problem-line';
import { useWayText } from './use-way-text';

interface Props {
  /** The building and where its card opens; null while it is closed. */
  open: { building: Building; at: DOMRect } | null;
  count: WireBuildingCount | undefined;
  /** Where the user is; null while unknown. */
  from: Point | null;
  onClose: () => void;
  onDeclare: (building: string) => void;
}

/** Shows the card of a building: how many people are there, its room, channels and bots, and "I am here". */
export function BuildingCard({ open, count, from, onClose, onDeclare }: Props) {
  // Kept while the card closes.
  const [building, setBuilding] = useState<Building | null>(null);
  if (open && open.building !== building) setBuilding(open.building);
  return (
    <Popover anchor={open?.at ?? null} label={building?.name ?? ''} onClose={onClose}>
      {building && (
        <Card building={building} count={count} from={from} onClose={onClose} onDeclare={onDeclare} />
      )}
    </Popover>
  );
}

function Card({ building, count, from, onClose, onDeclare }: Omit<Props, 'open'> & { building: Building }) {
  const t = useTranslations('buildingCard');
  const wayText = useWayText();
  const place = useClientState((state) => state.place);
  const ready = useClientState((state) => state.link.state === 'ready');
  const here = place?.building?.id === building.id;
  const at = pointOf(building);
  const way = from && at && !here ? wayTo(from, at) : null;
  return (
    <>
      <h2 className="font-display text-place">{building.name}</h2>
      <p className="mt-1 text-soft text-sm">
        {here ? (
          <span className="inline-flex items-center gap-1 font-medium text-accent">
            <CheckIcon size={16} /> {t(place?.declared ? 'declared' : 'youAreHere')}
          </span>
        ) : (
          way && wayText(way)
        )}
      </p>
      <p className="mt-2 flex items-center gap-2">
        <span className="map-count" data-talking={count?.talking || undefined} aria-hidden="true">
          {count?.people ?? '·'}
        </span>
        {count ? t('people', { count: count.people }) : t('few')}
        {count?.talking && <span className="text-now-ink">{t('talking')}</span>}
      </p>
      <Rooms building={building} here={here} onClose={onClose} />
      {!here && (
        <div className="mt-3">
          <button
            type="button"
            className="button button-primary w-full"
            disabled={!ready}
            onClick={() => {
              onClose();
              onDeclare(building.id);
            }}
          >
            {t('declare')}
          </button>
          <p className="mt-1 text-soft text-xs">{t(place?.sharing ? 'endsSharing' : 'explain')}</p>
        </div>
      )}
    </>
  );
}

/** Shows the room, the channels and the bots of a building. */
function Rooms({
  building: { id },
  here,
  onClose,
}: {
  building: Building;
  here: boolean;
  onClose: () => void;
}) {
  const t = useTranslations('buildingCard');
  const { ask, dispatch } = useClient();
  const { push } = useNavigation();
  const { problem, attempt } = useAttempt();
  const log = useClientState((state) => state.log);
  const mine = useClientState((state) => state.place?.building?.id ?? null);
  const room = useMemo(
    () => Object.values(log).find((each) => each.kind === 'building' && each.with === id),
    [log, id],
  );
  const [channels, setChannels] = useState<WireChannel[]>([]);
  const [bots, setBots] = useState<WireBuildingBot[]>([]);
  useEffect(() => {
    let over = false;
    // Without an answer the card shows the rest.
    void ask('list_channels', {}).then(
      (answer) => !over && setChannels(answer.channels.filter(({ building }) => building?.id === id)),
      () => {},
    );
    void ask('list_building_bots', { building: id }).then(
      (answer) => !over && setBots(answer.bots),
      () => {},
    );
    return () => {
      over = true;
    };
  }, [ask, id]);

  async function openChannel({ id: conversation, joined }: WireChannel) {
    if (!joined) {
      const answer = await attempt(ask('join_channel', { conversation }));
      if (!answer) return;
      dispatch({ type: 'conversation', conversation: answer.conversation });
    }
    onClose();
    push({ tab: 'chats', view: { of: 'conversation', id: conversation } });
  }

  async function openBot(bot: string) {
    const answer = await attempt(ask('message_bot', { bot }));
    if (!answer) return;
    dispatch({ type: 'conversation', conversation: answer.conversation });
    onClose();
    push({ tab: 'chats', view: { of: 'conversation', id: answer.conversation.id } });
  }

  return (
    <>
      <ul className="mt-2">
        {here || room ? (
          <li>
            <button
              type="button"
              className="building-row"
              onClick={() => {
                onClose();
                push({ tab: 'chats', view: here || !room ? { of: 'building' } : viewIn(room, mine) });
              }}
            >
              <BuildingIcon size={18} /> {t(here ? 'room' : 'formerRoom')}
            </button>
          </li>
        ) : (
          <li className="py-1 text-soft text-sm">{t('roomLater')}</li>
        )}
        {channels.map((channel) => (
          <li key={channel.id}>
            <button type="button" className="building-row" onClick={() => openChannel(channel)}>
              <ChannelIcon size={18} />
              <span className="min-w-0 flex-1 truncate">{channel.title}</span>
              <span className="text-soft text-sm">{t(channel.joined ? 'open' : 'join')}</span>
            </button>
          </li>
        ))}
        {bots.map((bot) => (
          <li key={bot.id}>
            <button
              type="button"
              className="building-row"
              title={t('writeBot', { name: bot.name ?? bot.id })}
              onClick={() => openBot(bot.id)}
            >
              <BotIcon size={18} />
              <span className="min-w-0 flex-1 truncate">{bot.name ?? bot.id}</span>
              <span className="text-soft text-sm">{t(bot.running ? 'botOn' : 'botOff')}</span>
            </button>
          </li>
        ))}
      </ul>
      <ProblemLine problem={problem} className="pt-2" />
    </>
  );
}
