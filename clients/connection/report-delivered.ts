import type { Conversation } from '../state/log';
import { requestOf } from '../state/requests';
import type { State } from '../state/state';
import { readMarkOf } from '../state/unread';
import { newestIn } from '../state/views';
import { MAX_REPORTED, type Reporter, reportChanges } from './report-changes';
import type { Ask } from './request';
import type { Store } from './store';

/**
 * Tells the server up to where this client has direct conversations, so that the other person learns that messages were
 * delivered. Messages that were read are not reported: the read mark says more.
 */
export function reportDelivered({ store, ask }: { store: Store; ask: Ask }): Reporter {
  const reported = new Map<string, number>();

  function report() {
    const state = store.get();
    if (state.link.state !== 'ready') return;
    const due = Object.values(state.log)
      .map((conversation) => [conversation.id, lastUnread(conversation, state)] as const)
      .filter(([id, seq]) => seq > (reported.get(id) ?? 0))
      .slice(0, MAX_REPORTED);
    if (due.length === 0) return;
    for (const [id, seq] of due) reported.set(id, seq);
    ask('mark_delivered', { conversations: Object.fromEntries(due) }).catch(() => {
      // They are reported with the next change of the log.
      for (const [id] of due) reported.delete(id);
    });
  }

  return reportChanges({ store, partOf: ({ log }) => log, report });
}

/** Returns the seq of the newest message if it is an unread one of the other person who gets receipts; otherwise 0. */
function lastUnread(conversation: Conversation, { you, read }: State): number {
  // Without a receipt the user has turned receipts off; nobody is told of a message request.
  if (!conversation.info?.receipt || requestOf(conversation, you)) return 0;
  const newest = newestIn(conversation);
  if (!newest || newest.message.from.id === you.id) return 0;
  return newest.seq > readMarkOf(conversation, read) ? newest.seq : 0;
}
