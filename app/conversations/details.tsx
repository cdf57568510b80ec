'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Conversation } from '@/clients/state/log';
import type { View } from '@/clients/state/views';
import { isErased } from '@/protocol/erased';
import { useClient, useClientState } from '../connection/client-provider';
import { useAttempt } from '../connection/use-attempt';
import { useNavigation } from '../navigation/navigation-provider';
import { titleOf } from '../people/names';
import { useSafety } from '../safety/safety-provider';
import { useBlock } from '../safety/use-block';
import { CloseIcon } from '../ui/icons';
import { BlockIcon, FlagIcon, InfoIcon, LeaveIcon } from '../ui/later-icons';
import { ProblemLine } from '../ui/problem-line';
import { Switch } from '../ui/switch';
import { ConversationAvatar } from './conversation-avatar';
import { LeaveDialog } from './pane/leave-dialog';
import { ManageDialog } from './pane/manage-dialog';
import { Members } from './pane/members';
import { NotifyChoice } from './pane/notify-choice';

export interface DetailsProps {
  view: View;
  conversation: Conversation | null;
}

/** Shows the details of a conversation: members, muting, leaving, and blocking in a direct conversation. */
export function Details({ view, conversation }: DetailsProps) {
  const t = useTranslations('details');
  const c = useTranslations('conversations');
  const { ask, dispatch } = useClient();
  const { back } = useNavigation();
  const title = useClientState((state) => titleOf(view, conversation, state, c));
  const m = useTranslations('manage');
  const [leaving, setLeaving] = useState(false);
  const [managing, setManaging] = useState(false);
  const { problem, attempt } = useAttempt();
  const info = conversation?.info;
  const kind = view.of === 'conversation' ? (conversation?.kind ?? 'group') : view.of;
  const chosen = kind === 'group' || kind === 'channel';
  const you = useClientState((state) => state.you.id);
  const owns = chosen && info?.open && info.owner === you;

  async function mute(muted: boolean) {
    if (!conversation) return;
    const answer = await attempt(ask('mute', { conversation: conversation.id, muted }));
    if (answer) dispatch({ type: 'conversation', conversation: answer.conversation });
  }

  return (
    <section aria-label={t('title')} className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <div className="flex flex-none items-center gap-2 py-2 pe-2 ps-4 pt-[max(0.5rem,env(safe-area-inset-top))]">
        <h2 className="heading flex-1">{t('title')}</h2>
        <button type="button" aria-label={t('close')} className="icon-button" onClick={() => back({})}>
          <CloseIcon />
        </button>
      </div>
      <div className="flex flex-col items-center gap-1 px-4 pb-4 text-center">
        <ConversationAvatar view={view} conversation={conversation} title={title} size={72} />
        <p className="pt-2 font-semibold text-lg leading-snug">{title}</p>
        {view.of === 'direct' && !isErased(view.username) && (
          <p className="text-soft text-sm">{view.username}</p>
        )}
        {info?.topic && <p className="text-soft">{info.topic}</p>}
        <p className="text-soft text-sm">
          {t(`kinds.${kind === 'channel' && !info?.public ? 'private' : kind}`)}
        </p>
      </div>
      <div className="border-line border-t px-2 py-2">
        {conversation && info && (info.open || !chosen) && (
          <Switch
            label={t('mute')}
            hint={t('muteText')}
            on={info.muted}
            onClick={() => void mute(!info.muted)}
            className="rounded-xl px-3 py-1.5 hover:bg-sunk"
          />
        )}
        {conversation && info?.open && !info.muted && kind !== 'nearby' && (
          <NotifyChoice conversation={conversation} />
        )}
        {owns && (
          <button
            type="button"
            className="flex min-h-12 w-full items-center gap-3 rounded-xl px-3 text-start hover:bg-sunk"
            onClick={() => setManaging(true)}
          >
            <InfoIcon />
            {m(kind === 'group' ? 'group' : 'channel')}
          </button>
        )}
        {chosen && info?.open && (
          <button
            type="button"
            className="flex min-h-12 w-full items-center gap-3 rounded-xl px-3 text-start text-bad hover:bg-sunk"
            onClick={() => setLeaving(true)}
          >
            <LeaveIcon />
            {t(kind === 'group' ? 'leaveGroup' : 'leaveChannel')}
          </button>
        )}
        {view.of === 'direct' && <BlockAndReport person={{ id: view.username, name: title }} />}
        <ProblemLine problem={problem} className="px-3 pt-1" />
      </div>
      {chosen && conversation && info?.open && <Members conversation={conversation} />}
      {conversation && owns && (
        <ManageDialog conversation={conversation} open={managing} onClose={() => setManaging(false)} />
      )}
      {conversation && (
        <LeaveDialog conversation={conversation} open={leaving} onClose={() => setLeaving(false)} />
      )}
    </section>
  );
}

/** Shows the buttons to report and block the other user of a direct conversation. */
function BlockAndReport({ person }: { person: { id: string; name: string } }) {
  const t = useTranslations('safety');
  const safety = useSafety();
  const { block, busy, problem } = useBlock();
  const own = useClientState((state) => state.you.id === person.id);
  const blocked = useClientState((state) => state.blocks.users.has(person.id));
  if (own) return null;
  const item = 'flex min-h-12 w-full items-center gap-3 rounded-xl px-3 text-start hover:bg-sunk';
  return (
    <>
      <button type="button" className={item} onClick={() => safety.report(person)}>
        <FlagIcon />
        {t('report')}
      </button>
      <button
        type="button"
        disabled={busy}
        className={`${item} ${blocked ? '' : 'text-bad'}`}
        onClick={() => (blocked ? void block(person.id, false) : safety.block(person))}
      >
        <BlockIcon />
        {t(blocked ? 'unblockName' : 'blockName', { name: person.name })}
      </button>
      <ProblemLine problem={problem} className="px-3 pt-1" />
    </>
  );
}
