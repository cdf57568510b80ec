import type { AlertReason } from '@/protocol/alert-kinds';
import type { WireAlert } from '@/protocol/alerts';
import type { ErrorCode } from '@/protocol/errors';
import type { Address, Snapshot, SyncResult } from '@/protocol/events';
import type {
  HistoryPage,
  Movement,
  WireConversation,
  WireDraft,
  WireLogEntry,
  WirePerson,
  WirePins,
  WirePlace,
  WireReceipt,
} from '@/protocol/messages';
import { isShown } from '@/protocol/placeholder';
import type { WireBlocks, WireNotice } from '@/protocol/safety';
import { type AlertNote, type Alerts, noteAlert, receiveAlert } from './alerts';
import { erase } from './erased';
import {
  headOf,
  type Log,
  receive,
  receiveConversation,
  receiveDraft,
  receiveHistory,
  receiveReceipt,
  receiveSync,
  withoutErased,
} from './log';
import {
  again,
  change,
  failed,
  type NewMessage,
  type Outgoing,
  refused,
  uploaded,
  waiting,
} from './outgoing';
import type { FirstState, Link, State } from './state';
import { startWriting, stopWriting, type Writer } from './writing';

/** Every action that changes the state. */
export type Action =
  | { type: 'link'; link: Link }
  /** What the page was loaded with; the first snapshot follows. */
  | { type: 'first'; first: FirstState }
  /** Unsent messages that this browser stored before the page was loaded. */
  | { type: 'recalled'; outgoing: readonly Outgoing[] }
  /** The state with what this browser kept of an earlier visit; clients/state/kept.ts makes it. */
  | { type: 'restored'; state: State }
  /** `cursors`: the cursors that were sent with the request. */
  | {
      type: 'snapshot';
      snapshot: Snapshot;
      cursors: Readonly<Record<string, number>>;
      /** The time of this device when the snapshot arrived, in milliseconds since 1970. */
      at?: number;
    }
  | { type: 'entries'; entries: readonly WireLogEntry[] }
  | { type: 'synced'; result: SyncResult; cursors: Readonly<Record<string, number>> }
  | { type: 'history'; conversation: string; page: HistoryPage }
  | { type: 'conversation'; conversation: WireConversation }
  | { type: 'blocked'; blocked: WireBlocks }
  /**
   * Notices that the server sent. Of an answer to `list_notices`, `known` has the ids of those that the state had when it
   * was requested: of these, the ones that are not in the answer were confirmed on another device.
   */
  | { type: 'notices'; notices: readonly WireNotice[]; known?: readonly string[] }
  /** The user confirmed a notice. */
  | { type: 'confirmed'; id: string }
  | { type: 'pins'; pins: WirePins }
  /** A revision of an alert arrived. */
  | { type: 'alert'; alert: WireAlert; reason: AlertReason }
  /** The alerts with those of a list; clients/state/alert-lists.ts makes them. */
  | { type: 'alerts'; alerts: Alerts }
  /** An alert was shown, closed or answered here. */
  | { type: 'alert noted'; id: string; note: AlertNote }
  | { type: 'draft'; conversation: string; draft: WireDraft }
  | { type: 'receipt'; conversation: string; receipt: WireReceipt }
  /** `now`: the time of this device, in milliseconds since 1970. */
  | { type: 'typing'; conversation: string; people: readonly Writer[]; now: number }
  | { type: 'erased'; id: string; nobody: { id: string; name: string } }
  | { type: 'busy'; busy: boolean }
  | { type: 'movement'; movement: Movement }
  | { type: 'place'; place: WirePlace }
  /** Names of people, learnt from answers to other requests. */
  | { type: 'names'; people: readonly { id: string; name: string }[] }
  | ({ type: 'compose' } & NewMessage)
  | { type: 'sending'; clientId: string }
  | { type: 'refused'; clientId: string; code: ErrorCode; field?: string | undefined }
  /** A message cannot be sent, whatever its number of tries. */
  | { type: 'failed'; clientId: string; code: ErrorCode; field?: string | undefined }
  /** A file of a message is uploaded; `id` is that of the attachment. */
  | { type: 'uploaded'; clientId: string; key: string; id: string }
  /** The server answered how many people a message reached. */
  | { type: 'reached'; message: string; people: number }
  | { type: 'retry'; clientId: string }
  | { type: 'forget'; clientId: string }
  | { type: 'read'; read: Readonly<Record<string, number>> };

/** Returns the next state. Pure: no clock, no network, no DOM. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'link':
      return setLink(state, action.link);
    case 'first': {
      const { place, people, names, log } = action.first;
      const next: State = {
        ...state,
        place,
        people: byId(people),
        names: named(named(state.names, names), people),
        erasures: log.erasures ?? state.erasures,
        log: receiveSync(state.log, {}, log),
      };
      return withLists(next, log);
    }
    case 'recalled': {
      const known = new Set(state.outgoing.map((message) => message.clientId));
      const earlier = action.outgoing.filter((message) => !known.has(message.clientId));
      return { ...state, outgoing: [...earlier, ...state.outgoing] };
    }
    case 'restored':
      return action.state;
    case 'snapshot':
      return takeSnapshot(state, action);
    case 'entries':
      return withLog(state, receive(state.log, action.entries), action.entries);
    case 'synced':
      // Its `erasures` is not taken: the next snapshot compares its own with that of the last one.
      return withLists(
        withLog(state, receiveSync(state.log, action.cursors, action.result), action.result.entries),
        action.result,
      );
    case 'history':
      return withLog(state, receiveHistory(state.log, action.conversation, action.page), action.page.entries);
    case 'conversation':
      return { ...state, log: receiveConversation(state.log, action.conversation) };
    case 'notices': {
      const listed = new Set(action.notices.map(({ id }) => id));
      const kept = state.notices.filter(({ id }) => listed.has(id) || !action.known?.includes(id));
      const before = new Set(kept.map(({ id }) => id));
      const added = action.notices.filter(({ id }) => !before.has(id));
      const same = added.length === 0 && kept.length === state.notices.length;
      return same ? state : { ...state, notices: [...kept, ...added] };
    }
    case 'confirmed':
      return { ...state, notices: state.notices.filter(({ id }) => id !== action.id) };
    case 'blocked':
      return block(state, action.blocked);
    case 'pins':
      return pin(state, action.pins);
    case 'alert':
      return withAlerts(state, receiveAlert(state.alerts, action.alert, action.reason));
    case 'alerts':
      return withAlerts(state, action.alerts);
    case 'alert noted':
      return withAlerts(state, noteAlert(state.alerts, action.id, action.note));
    case 'draft':
      return { ...state, log: receiveDraft(state.log, action.conversation, action.draft) };
    case 'receipt':
      return { ...state, log: receiveReceipt(state.log, action.conversation, action.receipt) };
    case 'typing':
      return startWriting(
        { ...state, names: named(state.names, action.people) },
        action.conversation,
        action.people,
        action.now,
      );
    case 'erased':
      return erase(state, action.id, action.nobody);
    case 'busy':
      return { ...state, busy: action.busy };
    case 'movement':
      return move(state, action.movement);
    case 'place':
      return { ...state, place: action.place };
    case 'names':
      return { ...state, names: named(state.names, action.people) };
    case 'compose': {
      const { type: _, ...message } = action;
      return {
        ...state,
        outgoing: [...state.outgoing, { ...message, state: 'waiting', tries: 0 }],
        // Writing in a conversation marks what it has so far as read.
        read: forward(state.read, readByWriting(state.log, message.address)),
      };
    }
    case 'sending':
      return onOutgoing(state, action.clientId, (message) =>
        message.state === 'waiting' ? { ...message, state: 'sending', tries: message.tries + 1 } : message,
      );
    case 'refused':
      return onOutgoing(state, action.clientId, (message) => refused(message, action.code, action.field));
    case 'failed':
      return onOutgoing(state, action.clientId, (message) => failed(message, action.code, action.field));
    case 'uploaded':
      return onOutgoing(state, action.clientId, (message) => uploaded(message, action.key, action.id));
    case 'reached':
      return { ...state, reached: { message: action.message, people: action.people } };
    case 'retry':
      return onOutgoing(state, action.clientId, again);
    case 'forget':
      return onOutgoing(state, action.clientId, () => null);
    case 'read':
      return { ...state, read: forward(state.read, action.read) };
  }
}

function setLink(state: State, link: Link): State {
  // A message that was being sent has lost its answer: it is sent again under the same client id.
  const disconnected = link.state !== 'ready' && link.state !== 'catching up';
  const outgoing = disconnected
    ? state.outgoing.map((message) => (message.state === 'sending' ? waiting(message) : message))
    : state.outgoing;
  return { ...state, link, outgoing };
}

function takeSnapshot(state: State, { snapshot, cursors, at }: Extract<Action, { type: 'snapshot' }>): State {
  const { id, name, administrator, device, place } = snapshot.you;
  // A user was erased while this client did not listen: nothing that it may have of them is shown any longer.
  const { erasures } = snapshot.log;
  const outdated = state.erasures !== null && erasures !== undefined && erasures !== state.erasures;
  const { conversations } = snapshot.log;
  const log = outdated
    ? withoutErased(state.log, conversations)
    : state.kept
      ? only(state.log, conversations)
      : state.log;
  const next: State = {
    ...state,
    loaded: true,
    kept: false,
    busy: snapshot.busy ?? false,
    clock: at === undefined ? state.clock : snapshot.now - at,
    you: { ...state.you, id, name, administrator, device },
    place,
    erasures: erasures ?? state.erasures,
    people: byId(snapshot.people),
    names: named({ ...(outdated ? sendersIn(log) : state.names), [id]: name }, snapshot.people),
  };
  return withLists(
    withLog(next, receiveSync(log, cursors, snapshot.log), snapshot.log.entries),
    snapshot.log,
  );
}

/** Returns the names of those who sent the messages of a log. */
function sendersIn(log: Log): Record<string, string> {
  const entries = Object.values(log).flatMap((conversation) => conversation.entries);
  return Object.fromEntries(entries.map(({ message: { from } }) => [from.id, from.name]));
}

/** Returns the log with these conversations only: a kept one may no longer exist. */
function only(log: Log, conversations: readonly WireConversation[]): Log {
  const ids = new Set(conversations.map(({ id }) => id));
  return Object.fromEntries(Object.entries(log).filter(([id]) => ids.has(id)));
}

function withLists(state: State, { blocked, pins }: Pick<SyncResult, 'blocked' | 'pins'>): State {
  const next = block(state, blocked);
  return pins ? pin(next, pins) : next;
}

function withLog(state: State, log: Log, received: readonly WireLogEntry[]): State {
  const entries = received.filter(isShown);
  if (entries.length === 0) return log === state.log ? state : { ...state, log };
  const mine = new Set(
    entries
      .filter(({ message }) => message.from.kind === 'user' && message.from.id === state.you.id)
      .map(({ message }) => message.clientId),
  );
  const names = { ...state.names };
  for (const { message } of entries) names[message.from.id] = message.from.name;
  return {
    ...state,
    log,
    names,
    writing: stopWriting(state.writing, entries),
    outgoing:
      mine.size > 0 ? state.outgoing.filter((message) => !mine.has(message.clientId)) : state.outgoing,
  };
}

const withAlerts = (state: State, alerts: Alerts): State =>
  alerts === state.alerts ? state : { ...state, alerts };

/** Sets the blocked users. An older version changes nothing. */
function block(state: State, { version, users }: WireBlocks): State {
  return version > state.blocks.version ? { ...state, blocks: { version, users: new Set(users) } } : state;
}

/** Sets the pinned conversations. An older version changes nothing. */
function pin(state: State, pins: WirePins): State {
  return pins.version > state.pins.version ? { ...state, pins } : state;
}

function move(state: State, movement: Movement): State {
  const names = named(state.names, movement.people);
  if (movement.kind === 'snapshot') {
    return { ...state, names, place: movement.you, people: byId(movement.people) };
  }
  const people = { ...state.people, ...byId(movement.people) };
  for (const id of movement.gone) delete people[id];
  return { ...state, names, people };
}

function onOutgoing(state: State, clientId: string, map: Parameters<typeof change>[2]): State {
  return { ...state, outgoing: change(state.outgoing, clientId, map) };
}

function byId(people: readonly WirePerson[]): Record<string, WirePerson> {
  return Object.fromEntries(people.map((person) => [person.id, person]));
}

function named(names: State['names'], people: readonly { id: string; name: string }[]): State['names'] {
  return people.length === 0 ? names : { ...names, ...Object.fromEntries(people.map((p) => [p.id, p.name])) };
}

/** Returns the read mark that writing to an address sets: the head of its conversation, if there is one. */
function readByWriting(log: Log, address: Address): Record<string, number> {
  const conversation = Object.values(log).find(({ id, kind }) =>
    address.to === 'conversation' ? id === address.id : address.to === 'range' && kind === 'nearby',
  );
  return conversation ? { [conversation.id]: headOf(conversation) } : {};
}

/** Returns the read marks moved forward; a read mark never moves back. */
function forward(before: State['read'], marks: Readonly<Record<string, number>>): Record<string, number> {
  const next: Record<string, number> = { ...before };
  for (const [id, seq] of Object.entries(marks)) next[id] = Math.max(seq, next[id] ?? 0);
  return next;
}
