import type { Day, DayReport } from './campus-day';
import type { Emitted } from './emitted';
import type { HttpRequest } from './http';
import type { Talk } from './legacy-clients';
import type { ClientKind, Refusals } from './member';
import type { Answer, Person } from './session';

/** Sessions from the one with index `from` to before the one with index `to`. */
export interface Who {
  from: number;
  to: number;
}

/** The commands of a load process, with their arguments and results. Times are milliseconds of `clock`. */
interface LoadCommands {
  /** Adds people, with the indices `first`, `first + step`, …, who are not connected yet. */
  add(args: { people: Person[]; first: number; step: number; port: number; addresses: number }): void;
  /**
   * Connects these people, at most `atOnce` at a time, and begins a session for each. Clients that are refused try
   * again. `ready` has the time at which each was ready.
   */
  connect(args: {
    who: Who;
    atOnce: number;
    client: ClientKind;
    /** The clients keep their session and cursors, and resume with them the next time. */
    keepsLog?: boolean;
  }): { startedAt: number; ready: number[]; refusals: Refusals; mostRefusals: number };
  /** Sends an event for one person and returns the answer. */
  ask(args: { index: number; event: string; payload: unknown }): Answer;
  /** Sends an event for each of these people once; `payloads[i]` belongs to the person with index `from + i`. */
  emit(args: { who: Who; event: string; payload?: unknown; payloads?: unknown[]; atOnce: number }): Emitted;
  /**
   * Sends messages by these people in turn: `count` messages with the marks `firstMark`, …, `atOnce` at a time; or, with
   * `everyMs`, an unmarked one so often until the command `stopSending`. `addresses[i]` belongs to the person with index
   * `from + i`; without it all write to `address`. A refused message is not sent again.
   */
  send(args: {
    who: Who;
    address?: unknown;
    addresses?: unknown[];
    firstMark?: number;
    count?: number;
    atOnce?: number;
    everyMs?: number;
  }): Emitted & { sentAt: Record<number, number> };
  stopSending(): void;
  /** Resolves when a mark has arrived at all of these people, or after `withinMs`, with each time of arrival. */
  arrivals(args: { mark: number; who: Who; withinMs: number }): { times: number[]; missing: number };
  /** Lets legacy clients write to each other; see legacy-clients.ts. */
  talkAsLegacyClients(args: {
    senders: Who;
    everybody: string[];
    recipients: number;
    port: number;
    ms: number;
  }): Talk;
  /** Begins a day on a campus for all people of this process; see campus-day.ts. */
  beginDay(day: Day): void;
  arrive(): void;
  live(): void;
  /** Returns what the process did and saw since the last call. */
  dayReport(): DayReport;
  missing(args: { sent: DayReport['sent'] }): number;
  /** Ends the connections of these people at once, as a failing network does. */
  drop(args: { who: Who }): void;
  /** Returns how many sessions are open, and how many connections have been lost without `drop`. */
  state(): { open: number; lost: number };
  /**
   * Sends HTTP requests over `connections` connections, each request when the one before is answered: all `requests` in
   * turn until `ms` have passed, or each once without `ms`.
   */
  request(args: { requests: HttpRequest[]; port: number; connections: number; ms?: number }): Requested;
}

/** As `Emitted`; the codes are HTTP statuses. */
interface Requested extends Emitted {
  startedAt: number;
  endedAt: number;
}

export type CommandName = keyof LoadCommands;
export type Arguments<C extends CommandName> = Parameters<LoadCommands[C]>[0];
export type Result<C extends CommandName> = ReturnType<LoadCommands[C]>;
