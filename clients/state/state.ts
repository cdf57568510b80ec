import type { SyncResult } from '@/protocol/events';
import type { WirePerson, WirePlace } from '@/protocol/messages';
import type { WireNotice } from '@/protocol/safety';
import type { Alerts } from './alerts';
import type { Log } from './log';
import type { Outgoing } from './outgoing';

/** The state of the connection to the server. */
export type Link =
  | { state: 'connecting' }
  /** Connected, and reading what was missed. */
  | { state: 'catching up' }
  | { state: 'ready' }
  /** The next try is at `until`, milliseconds since 1970 by this device's clock. `busy`: the server asked to wait. */
  | { state: 'waiting'; until: number; busy?: true }
  /** The browser reports that it has no network. */
  | { state: 'offline' }
  | { state: 'signed out'; reason: 'signed_out' | 'revoked' | 'unauthorised' | 'too_many' | 'suspended' }
  /** The server speaks a newer protocol: the page must be reloaded. */
  | { state: 'outdated' };

/** The user of this page. */
export interface You {
  id: string;
  name: string;
  administrator: boolean;
  /** Known from the page; the server does not send it. */
  guest: boolean;
  /** Whether the user has a right for alerts; known from the page. */
  officer?: boolean | undefined;
  /** This device's id, as the location names the device whose position counts; known from the page, or once connected. */
  device?: string | undefined;
}

/** The users that this user blocked, by username, and the version of that list. */
export interface Blocks {
  version: number;
  users: ReadonlySet<string>;
}

/** The pinned conversations in the user's order, by id, and the version of that list. */
interface Pins {
  version: number;
  conversations: readonly string[];
}

/** All that the page shows from the server, and all that waits to be sent. */
export interface State {
  link: Link;
  /** The server reports that it is overloaded: events may be late. True while connected only. */
  busy: boolean;
  /** A snapshot arrived: an empty list is really empty. */
  loaded: boolean;
  /** Until then: the state is what this browser kept of an earlier visit. */
  kept: boolean;
  you: You;
  place: WirePlace | null;
  people: Readonly<Record<string, WirePerson>>;
  /** The placeholder ids of users erased since the page was loaded, by their former usernames. */
  erased: Readonly<Record<string, string>>;
  /** The last known names, by username or bot id, also of people who are not around. */
  names: Readonly<Record<string, string>>;
  log: Log;
  outgoing: readonly Outgoing[];
  blocks: Blocks;
  /** What the administration tells the user and the user has not confirmed, in the order of arrival. */
  notices: readonly WireNotice[];
  pins: Pins;
  alerts: Alerts;
  /** Changes when a user is erased; null before the server has said it. */
  erasures: string | null;
  /** Until when people write, by conversation and username, in milliseconds since 1970 by this device's clock. */
  writing: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** The server's clock minus this device's, in milliseconds. */
  clock: number;
  /** The user's last message to a range, a building or people: its id, and how many people besides the user it reached. */
  reached: { message: string; people: number } | null;
  /** The read marks of this device, by conversation; they can be ahead of the server's. */
  read: Readonly<Record<string, number>>;
}

/** What the server writes into the page, so that the page shows something before it is connected. */
export interface FirstState {
  place: WirePlace;
  people: readonly WirePerson[];
  /** The newest conversations, without their messages. */
  log: SyncResult;
  /** The names of the members of groups without a title. */
  names: readonly { id: string; name: string }[];
}

/** Returns the state before anything was received. */
export function initialState(you: You): State {
  return {
    link: { state: 'connecting' },
    busy: false,
    loaded: false,
    kept: false,
    you,
    place: null,
    people: {},
    erased: {},
    names: { [you.id]: you.name },
    log: {},
    outgoing: [],
    blocks: { version: 0, users: new Set() },
    notices: [],
    pins: { version: 0, conversations: [] },
    alerts: {},
    erasures: null,
    writing: {},
    clock: 0,
    reached: null,
    read: {},
  };
}
