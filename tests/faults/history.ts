import { appendFileSync, createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Address } from '@/protocol/events';

/** What somebody does to a log, or to where they are in it. */
export type Act =
  | { do: 'send'; clientId: string; text: string; address: Address }
  | { do: 'edit'; message: string; text: string }
  | { do: 'delete'; message: string }
  | { do: 'react'; c: string; message: string; emoji: string; on: boolean }
  | { do: 'mark'; c: string; seq: number }
  | { do: 'join' | 'leave'; c: string }
  | { do: 'add'; c: string; who: string }
  | { do: 'place'; building: string }
  | { do: 'block'; who: string; blocked: boolean };

/** A message as a tab shows it. */
export interface Shown {
  seq: number;
  id: string;
}

/** A message as the server gave it to a client, in an answer or an event. */
export interface GivenEntry {
  c: string;
  seq: number;
  /** The seq of the last entry about it, as the client was told. */
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

/** Of a view's window on one conversation: its end, and what came into it. */
export interface Moved {
  e: 'moved';
  view: string;
  person: string;
  c: string;
  cursor: number;
  /** It is another window than before: what was shown there is to be read from the history again. */
  anew?: true;
  /** After all that was shown, before all of it, and, which must not be, between. */
  shown?: Shown[];
  earlier?: Shown[];
  inserted?: Shown[];
}

/** What a client was given at once. */
export interface Given {
  entries: GivenEntry[];
  conversations: GivenConversation[];
}

/** Heads of what each person reads, by username and conversation. */
export type Heads = Record<string, Record<string, number>>;

/**
 * What happened, as those saw it to whom it happened. `t` is in milliseconds of a clock that never goes back and is
 * the same in every process of the machine. A view is a tab between two loadings of its page.
 */
export type Happening = { t: number } & (
  | { e: 'invoke'; op: string; person: string; act: Act }
  | { e: 'ok'; op: string }
  /** Refused for good, and, of the other, whether it was done nobody was told. */
  | { e: 'fail' | 'unknown'; op: string; code: string }
  | Moved
  | { e: 'link'; view: string; person: string; state: string }
  /** The server's word on how far a person has read, as it came to a view. */
  | { e: 'marked'; view: string; person: string; c: string; read: number }
  /** What the server gave to a view and had not given to it before. */
  | ({ e: 'given'; view: string; person: string } & Given)
  /** The usernames that `list_members` answered; it was asked at `asked`. */
  | { e: 'members'; person: string; c: string; asked: number; names: string[] }
  /** The newest page of a conversation, asked for at `t`: all that is readable from `from` on. */
  | { e: 'read'; person: string; c: string; from: number; ids: string[] }
  | { e: 'fault'; id: number; what: string }
  | { e: 'healed'; id: number; what: string; heads: Heads }
);

export const now = () => Number(process.hrtime.bigint() / 1_000n) / 1_000;

export type Recorder = ((happening: WithoutTime<Happening>, t?: number) => void) & { flush(): void };
type WithoutTime<T> = T extends unknown ? Omit<T, 't'> : never;

const LINES_AT_ONCE = 500;

/** Appends to a file, a line each; nothing that was recorded is ever changed. */
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

/** All that was recorded in the files, in order of time. */
export async function readHistory(files: string[]): Promise<Happening[]> {
  const all: Happening[] = [];
  for (const file of files)
    for await (const line of createInterface({ input: createReadStream(file) })) all.push(JSON.parse(line));
  return all.sort((a, b) => a.t - b.t);
}
