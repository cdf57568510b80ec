'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { keyOf, type ListItem, listItemsOf, sortByName, type View } from '@/clients/state/views';
import { fits, hasBeginning } from '@/protocol/text-matching';
import { useClientState } from '../../connection/client-provider';
import { ConversationAvatar } from '../../conversations/conversation-avatar';
import { useMarkRead } from '../../conversations/use-mark-read';
import { titleOf } from '../../people/names';
import { usePeopleSearch } from '../../people/use-people-search';
import { fetchPlaces, type Places } from '../../places/places';
import {
  AlertIcon,
  BuildingIcon,
  ChannelIcon,
  PersonIcon,
  PlaceIcon,
  ReadIcon,
  SearchIcon,
  WriteIcon,
} from '../../ui/icons';
import { KeyIcon } from '../../ui/later-icons';

/** What the palette can do besides opening conversations. */
export interface PaletteActions {
  onOpen: (view: View) => void;
  onNew: (choice: 'message' | 'channel' | 'browse') => void;
  /** Shows a building on the map. */
  onBuilding: (id: string) => void;
  onShare: () => void;
  onHelp: () => void;
}

/** An option of the palette. */
export interface Choice {
  key: string;
  title: string;
  hint?: string;
  picture: ReactNode;
  run: () => void;
}

type GroupName = 'conversations' | 'people' | 'places' | 'actions';

/** The most options of a group. */
const MOST = { conversations: 6, people: 5, places: 5 };
/** Milliseconds without a key after which people are searched for. */
const PAUSE_MS = 150;

/** Returns the options that fit what is typed, in their groups; groups without options are left out. */
export function useChoices(typed: string, actions: PaletteActions): { name: GroupName; choices: Choice[] }[] {
  const conversations = useConversationChoices(typed, actions);
  const known = new Set(conversations.map(({ key }) => key));
  const people = usePersonChoices(typed, actions).filter(({ key }) => !known.has(key));
  const places = usePlaceChoices(typed, actions);
  const groups = [
    { name: 'conversations' as const, choices: conversations },
    { name: 'people' as const, choices: people },
    { name: 'places' as const, choices: places },
    { name: 'actions' as const, choices: useActionChoices(typed, actions) },
  ];
  return groups.filter(({ choices }) => choices.length > 0);
}

function useConversationChoices(typed: string, { onOpen }: PaletteActions): Choice[] {
  const t = useTranslations('conversations');
  const log = useClientState((state) => state.log);
  const place = useClientState((state) => state.place);
  const names = useClientState((state) => state.names);
  const you = useClientState((state) => state.you);
  const building = place?.building?.id ?? null;
  return useMemo(() => {
    const { around, recent, left } = listItemsOf(log, building, []);
    const newestFirst = (a: ListItem, b: ListItem) => b.at.localeCompare(a.at);
    const items = [...recent.sort(newestFirst), ...around, ...left.sort(newestFirst)].flatMap(
      ({ view, conversation }) => {
        const title = titleOf(view, conversation, { names, you, place }, t);
        const text = view.of === 'direct' ? `${title} ${view.username}` : title;
        return fits(text, typed) ? [{ view, conversation, title }] : [];
      },
    );
    // Stable: those that begin with what is typed first, then the newest.
    const begins = ({ title }: { title: string }) => (hasBeginning(title, typed) ? 0 : 1);
    return items
      .sort((a, b) => begins(a) - begins(b))
      .slice(0, MOST.conversations)
      .map(({ view, conversation, title }) => ({
        key: keyOf(view),
        title,
        picture: <ConversationAvatar view={view} conversation={conversation} title={title} size={32} />,
        run: () => onOpen(view),
      }));
  }, [log, building, place, names, you, typed, t, onOpen]);
}

function usePersonChoices(typed: string, { onOpen }: PaletteActions): Choice[] {
  const near = useClientState((state) => state.people);
  const locale = useLocale();
  const { people: found } = usePeopleSearch(typed, PAUSE_MS);
  if (typed.trim() === '') return [];
  const around = sortByName(Object.values(near), locale).filter(({ id, name }) =>
    fits(`${name} ${id}`, typed),
  );
  const people = new Map([...around, ...found].map(({ id, name }) => [id, name]));
  return [...people].slice(0, MOST.people).map(([username, name]) => {
    const view = { of: 'direct', username } as const;
    return {
      key: keyOf(view),
      title: name,
      hint: username,
      picture: <ConversationAvatar view={view} conversation={null} title={name} size={32} />,
      run: () => onOpen(view),
    };
  });
}

function usePlaceChoices(typed: string, { onBuilding }: PaletteActions): Choice[] {
  const [places, setPlaces] = useState<Places | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    // Without an answer the palette has no places, and the rest works.
    fetchPlaces(stop.signal).then(setPlaces, () => {});
    return () => stop.abort();
  }, []);
  if (typed.trim() === '') return [];
  const campuses = new Map(places?.campuses.map(({ id, name }) => [id, name]));
  return (places?.buildings ?? [])
    .filter(({ name }) => fits(name, typed))
    .slice(0, MOST.places)
    .map(({ id, name, campusId }) => {
      const campus = campusId ? campuses.get(campusId) : undefined;
      return {
        key: `building-${id}`,
        title: name,
        ...(campus && { hint: campus }),
        picture: <BuildingIcon />,
        run: () => onBuilding(id),
      };
    });
}

function useActionChoices(typed: string, { onNew, onShare, onHelp }: PaletteActions): Choice[] {
  const t = useTranslations('palette.actions');
  const { markAllRead } = useMarkRead();
  const sharing = useClientState((state) => state.place?.sharing ?? false);
  const actions = {
    message: { Icon: WriteIcon, run: () => onNew('message') },
    channel: { Icon: ChannelIcon, run: () => onNew('channel') },
    browse: { Icon: SearchIcon, run: () => onNew('browse') },
    read: { Icon: ReadIcon, run: markAllRead },
    ...(!sharing && { share: { Icon: PlaceIcon, run: onShare } }),
    profile: { Icon: PersonIcon, run: () => location.assign('/profile') },
    report: { Icon: AlertIcon, run: () => location.assign('/my-alerts#report') },
    shortcuts: { Icon: KeyIcon, run: onHelp },
  };
  return (Object.keys(actions) as (keyof typeof actions)[]).flatMap((key) => {
    const action = actions[key];
    const title = t(key);
    if (!action || !fits(title, typed)) return [];
    return [{ key: `action-${key}`, title, picture: <action.Icon />, run: action.run }];
  });
}
