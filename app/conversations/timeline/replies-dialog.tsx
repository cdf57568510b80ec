'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { asChanged } from '@/clients/state/log';
import { repliesIn } from '@/clients/state/replies';
import type { WireEntry } from '@/protocol/messages';
import { useClient, useClientState } from '../../connection/client-provider';
import { useAttempt } from '../../connection/use-attempt';
import { Dialog, DialogButtons } from '../../ui/dialog';
import { ProblemLine } from '../../ui/problem-line';
import { Chunk } from './chunk';
import { MessageActionsContext, useMessageActions } from './message-actions';

interface Props {
  /** The message whose replies are shown; null while the dialog is closed. */
  entry: WireEntry | null;
  onClose: () => void;
}

/** Shows a message and all replies to it. */
export function RepliesDialog({ entry, onClose }: Props) {
  const t = useTranslations('timeline');
  return (
    <Dialog open={entry !== null} onClose={onClose} title={t('replies')}>
      {entry && <Replies entry={entry} onClose={onClose} />}
    </Dialog>
  );
}

function Replies({ entry, onClose }: { entry: WireEntry; onClose: () => void }) {
  const t = useTranslations('timeline');
  const actions = useMessageActions();
  const you = useClientState((state) => state.you.id);
  const { entries, more, load, problem } = useReplies(entry);
  const goTo = (seq: number) => {
    onClose();
    actions.goTo(seq);
  };
  // A menu could not open over the dialog: its button leads to the message instead.
  const here = { ...actions, open: false, goTo, menu: ({ seq }: WireEntry) => goTo(seq) };
  return (
    <MessageActionsContext value={here}>
      <div className="-mx-3 max-h-[60dvh] overflow-y-auto sm:-mx-5">
        <Chunk part={0} entries={[entry]} before={null} line={null} marked={null} many you={you} />
        <div className="mt-2 border-line border-t">
          <Chunk part={1} entries={entries} before={null} line={null} marked={null} many you={you} />
        </div>
        {more && (
          <button type="button" className="button button-quiet mx-3" onClick={load}>
            {t('moreReplies')}
          </button>
        )}
      </div>
      <ProblemLine problem={problem} className="pt-2" />
      <DialogButtons cancel={t('close')} onCancel={onClose} className="mt-4">
        {actions.open && (
          <button
            type="button"
            className="button button-primary"
            onClick={() => {
              onClose();
              actions.reply(entry);
            }}
          >
            {t('reply')}
          </button>
        )}
      </DialogButtons>
    </MessageActionsContext>
  );
}

/**
 * Returns the replies to a message, oldest first. A message in the window has them all there; those to an earlier one are
 * requested page by page.
 */
function useReplies({ conversation: { id }, seq }: WireEntry) {
  const { ask } = useClient();
  const conversation = useClientState((state) => state.log[id]);
  const { problem, attempt } = useAttempt();
  const [pages, setPages] = useState<{ entries: WireEntry[]; more: boolean }>({ entries: [], more: true });
  const inWindow = conversation !== undefined && seq >= conversation.from;

  async function load() {
    const after = pages.entries.at(-1)?.seq;
    const page = await attempt(
      ask('replies', { conversation: id, seq, ...(after !== undefined && { after }) }),
    );
    if (page) setPages({ entries: [...pages.entries, ...page.entries], more: page.more });
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: the first page, once
  useEffect(() => {
    if (!inWindow) void load();
  }, []);

  if (inWindow) return { entries: repliesIn(conversation, seq), more: false, load, problem };
  const changes = conversation?.changes ?? {};
  const entries = pages.entries
    .map((entry) => asChanged(entry, changes))
    .filter(({ message }) => !message.deletedAt);
  return { entries, more: pages.more && pages.entries.length > 0, load, problem };
}
