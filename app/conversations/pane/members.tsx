'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { Conversation } from '@/clients/state/log';
import { sortByName } from '@/clients/state/views';
import { useClient, useClientState } from '../../connection/client-provider';
import { useAttempt } from '../../connection/use-attempt';
import { useNavigation } from '../../navigation/navigation-provider';
import { PersonAvatar } from '../../people/photos';
import { PersonMenu } from '../../safety/person-menu';
import { AddPersonIcon } from '../../ui/later-icons';
import { ProblemLine } from '../../ui/problem-line';
import { AddPeople } from './add-people';
import { OwnerActions } from './owner-actions';

/** Shows the members of a group or a channel, and a button that adds people. */
export function Members({ conversation }: { conversation: Conversation }) {
  const t = useTranslations('details');
  const { ask, dispatch } = useClient();
  const { push } = useNavigation();
  const locale = useLocale();
  const you = useClientState((state) => state.you.id);
  const ready = useClientState((state) => state.link.state === 'ready');
  const [members, setMembers] = useState<{ id: string; name: string }[] | null>(null);
  const [adding, setAdding] = useState(false);
  const { problem, attempt } = useAttempt();
  const { id, info } = conversation;
  // A change of members changes the version.
  const version = info?.version;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another version may have other members
  useEffect(() => {
    if (!ready) return;
    let dropped = false;
    void attempt(ask('list_members', { conversation: id })).then((answer) => {
      if (dropped || !answer) return;
      setMembers(sortByName(answer.members, locale));
      dispatch({ type: 'names', people: answer.members });
    });
    return () => {
      dropped = true;
    };
  }, [id, version, ready, ask, attempt, dispatch, locale]);

  return (
    <div className="border-line border-t px-2 py-3">
      <div className="flex items-center px-3">
        <h3 className="heading flex-1">{t('members', { count: members?.length ?? 0 })}</h3>
        <button type="button" className="button button-quiet px-2 text-sm" onClick={() => setAdding(true)}>
          <AddPersonIcon size={18} />
          {t('add')}
        </button>
      </div>
      <ProblemLine problem={problem} className="px-3" />
      <ul aria-label={t('membersLabel')}>
        {members?.map((member) => (
          <li key={member.id} className="flex items-center">
            <button
              type="button"
              disabled={member.id === you}
              className="flex min-h-12 min-w-0 flex-1 items-center gap-3 rounded-xl px-3 text-start hover:not-disabled:bg-sunk"
              onClick={() => push({ tab: 'chats', view: { of: 'direct', username: member.id } })}
            >
              <PersonAvatar id={member.id} name={member.name} size={32} />
              <span className="min-w-0 flex-1">
                <span className="block truncate">{member.name}</span>
                <span className="block truncate text-soft text-xs">
                  {member.id === you ? t('you') : member.id}
                </span>
              </span>
            </button>
            {member.id !== you && info?.owner === you && <OwnerActions conversation={id} person={member} />}
            {member.id !== you && <PersonMenu person={member} />}
          </li>
        ))}
        {members === null && !problem && (
          <li aria-hidden="true" className="flex items-center gap-3 px-3 py-2">
            <span className="skeleton size-8 rounded-full" />
            <span className="skeleton h-4 w-1/2" />
          </li>
        )}
      </ul>
      <AddPeople
        conversation={conversation}
        members={members ?? []}
        open={adding}
        onClose={() => setAdding(false)}
      />
    </div>
  );
}
