import type { WireEntry } from '@/protocol/messages';

/** Somebody, or a bot that a message is from. */
export interface Person {
  id: string;
  name: string;
}

/** What one is asked about. */
export type OpenDialog =
  | { what: 'block'; person: Person }
  | { what: 'report'; person: Person; entry: WireEntry | null }
  | { what: 'list' };
