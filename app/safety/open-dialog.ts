import type { WireEntry } from '@/protocol/messages';

/** A user, or a bot that sent a message. */
export interface Person {
  id: string;
  name: string;
}

/** The dialog that is open, and what it is about. */
export type OpenDialog =
  | { kind: 'block'; person: Person }
  | { kind: 'report'; person: Person; entry: WireEntry | null }
  | { kind: 'list' };
