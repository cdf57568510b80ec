import type { Emphasis } from './acts';
import type { Heads } from './history';

/** Seconds after which users are notified of a message that no page of theirs has shown. */
export const NOTIFIED_AFTER_SECONDS = 1;

/** A user of a run, with the data that its worker needs. */
export interface Player {
  name: string;
  cookie: string;
  tabs: number;
  /** The installed apps of the user, without an open page; the first one is signed out at some time. */
  phones: { name: string; cookie: string }[];
  /** The position that the user reports; null for users who choose buildings by hand. */
  at: { latitude: number; longitude: number } | null;
}

/** The officers of alerts of one worker. */
export type Officers = Record<'drafter' | 'approver' | 'warden', { name: string; cookie: string }>;

/** The conversations that exist before a run. */
export interface Places {
  channel: string;
  /** The id of a channel that users join and leave. */
  doors: string;
  groups: string[];
  /** The id of a group that users leave, and to which its first member adds them again. */
  club: string;
  buildings: string[];
  /** The users who share their location, by lawn. */
  lawns: string[][];
}

/** The data that a worker needs to start. */
export interface Beginning {
  seed: number;
  url: string;
  /** The port of the worker's push service, to which its phones are subscribed. */
  pushPort: number;
  history: string;
  windows: string;
  players: Player[];
  officers: Officers;
  everybody: string[];
  places: Places;
  emphasis: Emphasis;
}

/** The expected final state of every user: heads, read marks and alerts. */
export interface Ends {
  heads: Heads;
  read: Heads;
  /** The newest revision of each alert of which a user was told. */
  alerts: Heads;
}

export type Order =
  | { order: 'begin'; beginning: Beginning }
  /** Acts per second from now on; 0 for none. */
  | { order: 'load'; perSecond: number }
  | { order: 'status'; ends: Ends | null }
  /** Writes what every tab shows now, and the rest of the history. */
  | { order: 'report' }
  | { order: 'stop' };

export interface Status {
  /** The number of tabs that are not in sync with the server, of phones without a subscription, of users without a place, and of officers who have not issued anything. */
  notReady: number;
  /** The number of acts without an answer. */
  pending: number;
  /** The number of acknowledged sends so far. */
  acknowledged: number;
  /** The number of windows that have not reached the requested heads, and of alerts that a tab lacks. */
  behind: number;
}
