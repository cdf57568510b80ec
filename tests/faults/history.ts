import { appendFileSync, createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { WireReached } from '@/protocol/alerts';
import type { Address } from '@/protocol/events';

/** An act that changes a log, or a user's memberships and read marks. */
export type Act =
  | { do: 'send'; clientId: string; text: string; address: Address }
  | { do: 'edit'; message: string; text: string }
  | { do: 'delete'; message: string }
  | { do: 'react'; c: string; message: string; emoji: string; on: boolean }
  | { do: 'mark' | 'show'; c: string; seq: number }
  | { do: 'join' | 'leave'; c: string }
  | { do: 'add'; c: string; who: string }
  | { do: 'place'; building: string }
  | { do: 'block'; who: string; blocked: boolean }
  | { do: 'signOut'; phone: string }
  /** An officer approves a submitted draft; `approveOwn`: the own one, which must be refused. */
  | { do: 'approve'; draft: string }
  | { do: 'approveOwn'; draft: string }
  /** An officer says that an alert was sent in error, as this revision. */
  | { do: 'cancel'; alert: string; revision: number }
  /** A warden calls the roll. */
  | { do: 'roll'; alert: string }
  | { do: 'answer'; alert: string; answer: string };

/** A message as a tab shows it. */
export interface Shown {
  seq: number;
  id: string;
}

/** A message as the server sent it to a client, in an answer or an event. */
export interface GivenEntry {
  c: string;
  seq: number;
  /** The seq of the last entry about the message, as sent to the client. */
  rev: number;
  id: string;
  text: string;
  /** `<emoji> <username>`. */
  reactions: string[];
}

/** A conversation as the server described it to a client. */
export interface GivenConversation {
  c: string;
  open: boolean;
  head: number;
  read: number;
  muted: boolean;
  version: number;
  members: string[];
}

/** What a client was told of the other person of a direct conversation. */
export interface GivenReceipt {
  c: string;
  delivered: number;
  read: number;
}

/** A change of a view's window on one conversation: its end, and its new messages. */
export interface Moved {
  e: 'moved';
  view: string;
  person: string;
  c: string;
  cursor: number;
  /** True when the window was replaced: its content must be read from the history again. */
  anew?: true;
  /** Messages after the shown ones, before them, and between them; the last must never happen. */
  shown?: Shown[];
  earlier?: Shown[];
  inserted?: Shown[];
}

/** The data that a client was sent in one answer or event. */
export interface Given {
  entries: GivenEntry[];
  conversations: GivenConversation[];
  receipts?: GivenReceipt[];
}

/** The last seq that each user can read, by username and conversation. */
export type Heads = Record<string, Record<string, number>>;

/**
 * An observation by the process that made it. `t` is in milliseconds of a monotonic clock that all processes of the
 * machine share. A view is a tab between two loads of its page.
 */
export type Happening = { t: number } & (
  | { e: 'invoke'; op: string; person: string; act: Act }
  | { e: 'ok'; op: string }
  /** `fail`: finally refused. `unknown`: no answer says whether it was done. */
  | { e: 'fail' | 'unknown'; op: string; code: string }
  | Moved
  | { e: 'link'; view: string; person: string; state: string }
  /** A read mark that the server sent to a view. */
  | { e: 'marked'; view: string; person: string; c: string; read: number }
  /** A user reads a conversation up to a seq; the client reports it a little later. */
  | { e: 'reads'; person: string; c: string; seq: number }
  /** Data that the server sent to a view for the first time. */
  | ({ e: 'given'; view: string; person: string } & Given)
  /** The usernames that `list_members` answered to the request at `asked`. */
  | { e: 'members'; person: string; c: string; asked: number; names: string[] }
  /** The newest page of a conversation, requested at `t`: everything readable from the seq `from` on. */
  | { e: 'read'; person: string; c: string; from: number; ids: string[] }
  /** A message of which the push service of a phone was sent a notification. */
  | { e: 'pushed'; phone: string; person: string; c: string; seq: number }
  /** A message of which the worker of a phone shows a notification. */
  | { e: 'notified'; phone: string; person: string; c: string; seq: number }
  /** A revision of an alert that the server sent to a view. */
  | {
      e: 'alerted';
      view: string;
      person: string;
      alert: string;
      revision: number;
      kind: string;
      active: boolean;
      reason: string;
    }
  /** What a warden was answered: usernames, and the numbers of people. */
  | { e: 'roll'; op: string; alert: string; people: string[]; numbers: WireReached }
  | { e: 'fault'; id: number; what: string }
  | { e: 'healed'; id: number; what: string; heads: Heads }
);

export const now = () => Number(process.hrtime.bigint() / 1_000n) / 1_000;

export type Recorder = ((happening: WithoutTime<Happening>, t?: number) => void) & { flush(): void };
type WithoutTime<T> = T extends unknown ? Omit<T, 't'> : never;

const LINES_AT_ONCE = 500;

/** Returns a recorder that appends lines to a file; recorded lines never change. */
export function recordTo(file: string): Recorder {
  let lines: string[] = [];
  const flush = () => {
    if (lines.length > 0) appendFileSync(file, `${lines.join('\n')}\n`);
    lines = [];
  };
  const record = (happening: WithoutTime<Happening>, t = now()) => {
    lines.push(JSON.stringify({ t, ...happening }));
    if (lines.length >= LINES_AT_ONCE) flush();
  };
  return Object.assign(record, { flush });
}

/** Returns everything recorded in the files, in order of time. */
export async function readHistory(files: string[]): Promise<Happening[]> {
  const all: Happening[] = [];
  for (const file of files)
    for await (const line of createInterface({ input: createReadStream(file) })) all.push(JSON.parse(line));
  return all.sort((a, b) => a.t - b.t);
}
