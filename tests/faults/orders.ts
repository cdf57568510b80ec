import type { Emphasis } from './acts';
import type { Heads } from './history';

/** A person of a run, as its worker needs them. */
export interface Player {
  name: string;
  cookie: string;
  tabs: number;
  /** Where a position says they are; null for those who choose buildings by hand. */
  at: { latitude: number; longitude: number } | null;
}

/** The conversations that were made beforehand. */
export interface Places {
  channel: string;
  /** Whose people come and go. */
  doors: string;
  groups: string[];
  /** A group whose people come and go, brought in again by the first of them. */
  club: string;
  buildings: string[];
  /** People who share where they are, by the lawn that they are on. */
  lawns: string[][];
}

/** What a worker needs to begin. */
export interface Beginning {
  seed: number;
  url: string;
  history: string;
  windows: string;
  players: Player[];
  everybody: string[];
  places: Places;
  emphasis: Emphasis;
}

/** What everybody should come to: where logs end, and how far was read. */
export interface Ends {
  heads: Heads;
  read: Heads;
}

export type Order =
  | { order: 'begin'; beginning: Beginning }
  /** Acts a second, from now on; 0 for quiet. */
  | { order: 'load'; perSecond: number }
  | { order: 'status'; ends: Ends | null }
  /** Writes what every tab shows now, and the rest of the history. */
  | { order: 'report' }
  | { order: 'stop' };

export interface Status {
  /** Tabs that are not in step with the server's word. */
  notReady: number;
  /** Acts without an answer. */
  pending: number;
  /** Sends, so far. */
  acknowledged: number;
  /** Windows that have not come to the ends asked about. */
  behind: number;
}
