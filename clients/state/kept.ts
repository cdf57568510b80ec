import { forgetOldAlerts } from './alert-lists';
import { type Alerts, noteAlert, receiveAlert } from './alerts';
import { type Conversation, type Log, lastAt, namesNoErased, receiveConversation } from './log';
import type { State, You } from './state';

/** Of the conversations the newest are kept, and of each the newest messages. */
const MAX_CONVERSATIONS = 300;
const MAX_MESSAGES = 100;
/** Of a conversation with more new entries than this, the newest are read at once instead of all of them in order. */
const MAX_BEHIND = 200;

/** What a browser keeps of the state beside the conversations. It must be JSON; change `KEPT_VERSION` with it. */
export interface KeptState {
  version: number;
  you: Pick<You, 'id' | 'name' | 'administrator' | 'guest'>;
  place: State['place'];
  names: State['names'];
  blocks: { version: number; users: readonly string[] };
  pins: State['pins'];
  read: State['read'];
  erasures: State['erasures'];
  clock: number;
  /** Missing in what an earlier build stored. */
  alerts?: State['alerts'];
}

/** The version of `KeptState` and of `Conversation`: what another version stored is not read. */
export const KEPT_VERSION = 1;

/** The parts of a state that a browser keeps: what was there when the page was open last. */
export interface Kept {
  state: KeptState;
  log: Log;
}

/**
 * Returns the state with what the browser kept, until the snapshot. What the page was loaded with is newer. People around
 * are not kept: where they are is known only now. `now` is the time of this device in milliseconds since 1970: alerts that
 * ended more than a day ago are left out.
 */
export function restore(state: State, { state: kept, log }: Kept, now: number): State {
  if (kept.version !== KEPT_VERSION || kept.you.id !== state.you.id) return state;
  const { place, names, blocks, pins, read, erasures, clock } = kept;
  // Needed even late: they say which alerts this browser has shown.
  const alerts = forgetOldAlerts(restoreAlerts(state.alerts, kept.alerts ?? {}), now + clock);
  const withAlerts = alerts === state.alerts ? state : { ...state, alerts };
  if (state.loaded) return withAlerts;
  // The page was loaded after a user was erased, who may be in what is kept.
  const outdated = state.erasures !== null && state.erasures !== erasures;
  return {
    ...withAlerts,
    kept: true,
    place: state.place ?? place,
    names: outdated ? state.names : { ...names, ...state.names },
    blocks:
      state.blocks.version < blocks.version
        ? { version: blocks.version, users: new Set(blocks.users) }
        : state.blocks,
    pins: state.pins.version < pins.version ? pins : state.pins,
    read: { ...read, ...state.read },
    erasures: outdated ? state.erasures : erasures,
    clock,
    log: merged(state.log, log, outdated),
  };
}

/**
 * Returns the log with the kept windows, each described as newly as is known; if a user was erased since, with those
 * alone that are known to name no erased user.
 */
function merged(log: Log, kept: Log, outdated: boolean): Log {
  const next: Record<string, Conversation> = { ...log };
  for (const [id, conversation] of Object.entries(kept)) {
    const info = log[id]?.info;
    if (outdated && !(info && namesNoErased(conversation, info))) continue;
    if (info && info.head - conversation.cursor > MAX_BEHIND) continue;
    const described = info ? receiveConversation({ [id]: conversation }, info)[id] : conversation;
    if (described && !log[id]?.entries.length) next[id] = described;
  }
  return next;
}

/** Returns the alerts with those that were kept; each part is the newer one. */
function restoreAlerts(alerts: Alerts, kept: Alerts): Alerts {
  return Object.values(kept).reduce(
    (next, { alert, reason, ...note }) =>
      noteAlert(receiveAlert(next, alert, reason), alert.id, {
        ...note,
        answer: next[alert.id]?.answer ?? note.answer,
        due: next[alert.id]?.due ?? note.due,
      }),
    alerts,
  );
}

/** Returns what to keep of a state beside the conversations. */
export function keptStateOf({
  you,
  place,
  names,
  blocks,
  pins,
  read,
  erasures,
  clock,
  alerts,
}: State): KeptState {
  const { id, name, administrator, guest } = you;
  return {
    version: KEPT_VERSION,
    you: { id, name, administrator, guest },
    place,
    names,
    blocks: { version: blocks.version, users: [...blocks.users] },
    pins,
    read,
    erasures,
    clock,
    alerts,
  };
}

/** Returns the conversations to keep, by id. Each is the same object as in the log. */
export function conversationsToKeep(log: Log): ReadonlyMap<string, Conversation> {
  const newest = Object.values(log)
    .filter(({ info }) => info !== null)
    .sort((a, b) => lastAt(b).localeCompare(lastAt(a)));
  return new Map(newest.slice(0, MAX_CONVERSATIONS).map((conversation) => [conversation.id, conversation]));
}

/** Returns what to keep of a conversation: a window with its newest messages, which ends at the same cursor. */
export function shortened(conversation: Conversation): Conversation {
  const { entries, from, start } = conversation;
  const kept = entries.slice(-MAX_MESSAGES);
  const first = entries.length > kept.length ? kept[0] : undefined;
  return {
    ...conversation,
    entries: kept,
    from: first?.seq ?? from,
    start: start && first === undefined,
    // The entries have their changes; the server sends those of older messages with them.
    changes: {},
    waiting: [],
  };
}
