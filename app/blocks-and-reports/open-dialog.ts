import type { WireEntry } from '@/protocol/messages';

/** Somebody, or a bot that a message is from. */
export interface Person {
  id: string;
  name: string;
}

/** What one is asked about. */
export type OpenDialog =
  | { dialog: 'block'; person: Person }
  | { dialog: 'report'; person: Person; entry: WireEntry | null }
  | { dialog: 'list' };
