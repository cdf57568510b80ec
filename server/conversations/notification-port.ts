import type { EntryRef } from './store/entry-ref';

/** What notifications need to know of conversations. Neither call waits or throws. */
export interface NotificationPort {
  /** Notes messages that this node has stored; they are decided a little later, once pages had time to show them. */
  noteStored(entries: readonly EntryRef[]): void;
  /** Notes that a user has read something, so that notifications of it end. */
  noteRead(userId: string): void;
}
