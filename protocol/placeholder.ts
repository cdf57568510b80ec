import type { WireEntry, WireLogEntry } from './messages';

/**
 * Returns whether an entry carries its message. A placeholder has none, because its reader may not read the message it
 * changes.
 */
export const isShown = (entry: WireLogEntry): entry is WireEntry => 'message' in entry;
