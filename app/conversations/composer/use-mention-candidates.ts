'use client';

import { useLocale } from 'next-intl';
import { useEffect, useMemo, useState } from 'react';
import type { Conversation } from '@/clients/state/log';
import { sortByName } from '@/clients/state/views';
import { useClient, useClientState } from '../../connection/client-provider';
import { nameOf, type Person } from '../../people/names';

/**
 * Returns the people that a message in this conversation can mention: the members, or the people around in a room.
 * Members of a channel are requested once `needed` is true.
 */
export function useMentionCandidates(conversation: Conversation | null, needed: boolean): Person[] {
  const { ask } = useClient();
  const locale = useLocale();
  const people = useClientState((state) => state.people);
  const names = useClientState((state) => state.names);
  const you = useClientState((state) => state.you.id);
  const [listed, setListed] = useState<{ id: string; members: Person[] } | null>(null);
  const kind = conversation?.kind;
  const id = conversation?.id;
  const missing = needed && kind === 'channel' && listed?.id !== id;

  useEffect(() => {
    if (!missing || !id) return;
    let dropped = false;
    ask('list_members', { conversation: id }).then(
      ({ members }) => {
        if (!dropped) setListed({ id, members });
      },
      // Without the list, the user types the username.
      () => {},
    );
    return () => {
      dropped = true;
    };
  }, [missing, id, ask]);

  return useMemo(() => {
    const of = (ids: readonly string[]) =>
      ids.map((username) => ({ id: username, name: nameOf(names, username) }));
    const all =
      kind === 'group'
        ? of(conversation?.info?.members ?? [])
        : kind === 'direct'
          ? of(conversation?.with ? [conversation.with] : [])
          : kind === 'channel'
            ? (listed?.members ?? [])
            : Object.values(people);
    return sortByName(
      all.filter((person) => person.id !== you),
      locale,
    );
  }, [kind, conversation, listed, people, names, you, locale]);
}
