import type { WireEntry } from '@/protocol/messages';
import type { Conversation } from '../state/log';
import type { State } from '../state/state';
import { countsAsUnread, readMarkOf } from '../state/unread';
import { MAX_REPORTED, type Reporter, reportChanges } from './report-changes';
import type { Ask } from './request';
import type { Store } from './store';

/** Milliseconds after which a message is not reported: whether it notifies was decided long before. */
const RECENT_MS = 600_000;

/**
 * Tells the server up to where this page has shown conversations while it was in use, so that closed pages are not
 * notified. A message counts as shown when the page has it, because the list shows it; what was read is reported as read
 * instead. Reports only messages that could notify.
 */
export function reportShown({
  store,
  ask,
  isInUse,
  now = Date.now,
}: {
  store: Store;
  ask: Ask;
  /** Whether the user sees this page now. */
  isInUse: () => boolean;
  now?: () => number;
}): Reporter {
  const reported = new Map<string, number>();

  function report() {
    const state = store.get();
    if (state.link.state !== 'ready' || !isInUse()) return;
    const due: [string, number][] = [];
    for (const conversation of Object.values(state.log)) {
      const seq = lastNotifying(conversation, state, now() + state.clock - RECENT_MS);
      if (seq > Math.max(reported.get(conversation.id) ?? 0, readMarkOf(conversation, state.read)))
        due.push([conversation.id, seq]);
    }
    if (due.length === 0) return;
    const some = due.slice(0, MAX_REPORTED);
    for (const [id, seq] of some) reported.set(id, seq);
    // Without it the user is only notified once too often.
    ask('mark_shown', { conversations: Object.fromEntries(some) }).catch(() => {});
  }

  return reportChanges({ store, partOf: ({ log }) => log, report });
}

/**
 * Returns the seq of the newest message, since a time, of which the user could be notified; 0 for none. Only the server
 * knows what the user chose for a conversation, and whom a reply answers.
 */
function lastNotifying({ kind, entries }: Conversation, state: State, since: number): number {
  if (kind === 'nearby') return 0;
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i] as WireEntry;
    if (Date.parse(entry.message.at) < since) return 0;
    if (countsAsUnread(entry, state)) return entry.seq;
  }
  return 0;
}
