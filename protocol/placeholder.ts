import type { WireEntry, WireLogEntry } from './messages';

/** Whether an entry of the log carries its message. A placeholder carries none: its reader may not read what it changes. */
export const isShown = (entry: WireLogEntry): entry is WireEntry => 'message' in entry;
