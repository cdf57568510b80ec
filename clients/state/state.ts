import type { WirePerson, WirePlace } from '@/protocol/messages';
import type { Log } from './log';
import type { Outgoing } from './outgoing';

/** How the client stands with the server. */
export type Link =
  | { state: 'connecting' }
  /** Connected, and asking for what was missed. */
  | { state: 'catching up' }
  | { state: 'ready' }
  /** The next try is at `until`, milliseconds since 1970 of this machine's clock; `busy`: the server asked to wait. */
  | { state: 'waiting'; until: number; busy?: true }
  /** The device says that it has no network. */
  | { state: 'offline' }
  | { state: 'signed out'; reason: 'signed_out' | 'revoked' | 'unauthorised' | 'too_many' }
  /** The server speaks a newer protocol: only a new page helps. */
  | { state: 'outdated' };

export interface You {
  id: string;
  name: string;
  administrator: boolean;
  /** Known from the page: the server does not repeat it, because it never changes. */
  guest: boolean;
  /** This device, as the place names the one whose position counts; known once connected. */
  device?: string | undefined;
}

/** Whom the user has blocked, by username, as of a version of the server's. */
export interface Blocks {
  version: number;
  users: ReadonlySet<string>;
}

/** Everything the page shows that came from the server or waits to go there. */
export interface State {
  link: Link;
  /** The server does not keep up: what comes may be late. Holds while connected. */
  busy: boolean;
  /** A snapshot came: lists may be called empty. */
  loaded: boolean;
  you: You;
  place: WirePlace | null;
  people: Readonly<Record<string, WirePerson>>;
  /** Under which id the words of those stand who were erased since the page was opened, by the username they had. */
  erased: Readonly<Record<string, string>>;
  /** Names last seen, by username or bot id: of people who may be gone by now. */
  names: Readonly<Record<string, string>>;
  log: Log;
  outgoing: readonly Outgoing[];
  blocks: Blocks;
  /** Last seq seen on this device, by conversation: what the server has not been told of yet is ahead of its word. */
  read: Readonly<Record<string, number>>;
}

export function initialState(you: You): State {
  return {
    link: { state: 'connecting' },
    busy: false,
    loaded: false,
    you,
    place: null,
    people: {},
    erased: {},
    names: { [you.id]: you.name },
    log: {},
    outgoing: [],
    blocks: { version: 0, users: new Set() },
    read: {},
  };
}
