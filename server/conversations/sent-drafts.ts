import type { WireEntry } from '@/protocol/messages';
import { type Draft, userIdOf } from './draft';
import type { OutboxEvent } from './events';
import { draftEvent } from './store/drafts';
import type { SentDraft } from './store/write-entries';

/** Collects the stored drafts that the messages of a transaction carry, each conversation of a user once. */
export function collectSentDrafts() {
  const sent = new Map<string, SentDraft>();
  return {
    /** `entries` are those of the message in the sender's own conversations. */
    note({ sender, draftAt: at }: Draft, entries: readonly WireEntry[]): void {
      const userId = userIdOf(sender);
      if (!at || userId === null) return;
      for (const { conversation } of entries) {
        const key = `${conversation.id}:${userId}`;
        if (at > (sent.get(key)?.at ?? '')) sent.set(key, { userId, conversationId: conversation.id, at });
      }
    },
    all: (): SentDraft[] => [...sent.values()],
    /** Tells the senders' devices that the drafts are empty. */
    events: (): OutboxEvent[] =>
      [...sent.values()].map(({ userId, conversationId, at }) =>
        draftEvent(userId, conversationId, { text: '', at }),
      ),
  };
}
