import path from 'node:path';
import { startProgram } from '../program';
import type { Usage } from '../usage';
import type { Day, DayReport } from './campus-day';
import type { Arguments, CommandName, Result, Who } from './commands';
import type { HttpRequest } from './http';
import type { ClientKind, Refusals } from './member';
import { clock, type Person } from './session';

/** The number of loopback addresses that the connections come from. */
const ADDRESSES = 20;
/** Milliseconds that `arrivals` waits by default. */
const ARRIVE_WITHIN_MS = 60_000;

/** Processes that act as many clients of one server. All times are milliseconds of `clock`. */
export type Load = Awaited<ReturnType<typeof startLoad>>;

/**
 * Starts load processes for these people, who get the indices 0, 1, … and are not connected yet. The people of each
 * process are every n-th, so that all processes share the work of any range of people.
 */
export async function startLoad({
  port,
  people,
  processes = 2,
}: {
  port: number;
  people: Person[];
  processes?: number;
}) {
  const started = await Promise.all(Array.from({ length: processes }, () => startLoadProcess()));
  await Promise.all(
    started.map((child, first) => {
      const own = people.filter((_, index) => index % processes === first);
      return child.run('add', { people: own, first, step: processes, port, addresses: ADDRESSES });
    }),
  );
  const everybody: Who = { from: 0, to: people.length };
  const onAll = <C extends CommandName>(command: C, args: Arguments<C>) =>
    Promise.all(started.map((child) => child.run(command, args)));
  const perProcess = (atOnce: number) => Math.max(1, Math.ceil(atOnce / processes));
  let nextMark = 1;

  return {
    /** Begins sessions; see `connect` in commands.ts. `seconds`: from the first connection to the last ready session. */
    async connect({
      who = everybody,
      atOnce = people.length,
      client = 'modern' as ClientKind,
      keepsLog = false,
    } = {}) {
      const parts = await onAll('connect', { who, atOnce: perProcess(atOnce), client, keepsLog });
      const startedAt = Math.min(...parts.map((part) => part.startedAt));
      const ready = parts.flatMap((part) => part.ready).map((at) => at - startedAt);
      ready.sort((a, b) => a - b);
      return {
        /** Milliseconds from the start until each session was ready, ascending. */
        ready,
        seconds: (ready.at(-1) ?? 0) / 1000,
        refusals: sum(parts.map((part): Refusals => part.refusals)),
        mostRefusals: Math.max(...parts.map((part) => part.mostRefusals)),
      };
    },
    /** Sends an event for the person with this index. Returns the answer; throws when it is an error. */
    async ask(index: number, event: string, payload: unknown) {
      const child = started[index % processes] as (typeof started)[number];
      const answer = await child.run('ask', { index, event, payload });
      if (answer.error) throw new Error(`${event}: ${JSON.stringify(answer.error)}`);
      return answer;
    },
    /** Sends an event for each of these people; see `emit` in commands.ts. */
    async emit(
      event: string,
      {
        who = everybody,
        atOnce = people.length,
        ...payload
      }: { who?: Who; atOnce?: number; payload?: unknown; payloads?: unknown[] } = {},
    ) {
      const startedAt = clock();
      const parts = await onAll('emit', { who, event, atOnce: perProcess(atOnce), ...payload });
      return { ...joined(parts), seconds: (clock() - startedAt) / 1000 };
    },
    /**
     * Sends `count` marked messages by the person with this index; `sentAt` has the time of each mark. Arrivals are
     * counted by `arrivals`.
     */
    async send({
      by,
      address,
      count = 1,
      atOnce = 1,
    }: {
      by: number;
      address: unknown;
      count?: number;
      atOnce?: number;
    }) {
      const firstMark = nextMark;
      nextMark += count;
      const child = started[by % processes] as (typeof started)[number];
      return child.run('send', { who: { from: by, to: by + 1 }, address, firstMark, count, atOnce });
    },
    /** Sends `count` unmarked messages by all people in turn, `addresses[i]` by the person with index i. */
    async sendByAll({ addresses, count, atOnce }: { addresses: unknown[]; count: number; atOnce: number }) {
      const startedAt = clock();
      const each = { count: perProcess(count), atOnce: perProcess(atOnce) };
      const parts = await onAll('send', { who: everybody, addresses, ...each });
      return { ...joined(parts), seconds: (clock() - startedAt) / 1000 };
    },
    /**
     * Sends a message every `everyMs` by the person with this index, until the returned function is called; that
     * resolves with the latencies, counted from the time at which each message was due.
     */
    sendEvery({ by, address, everyMs }: { by: number; address: unknown; everyMs: number }) {
      const child = started[by % processes] as (typeof started)[number];
      const who = { from: by, to: by + 1 };
      const sending = child.run('send', { who, address, everyMs });
      return async () => {
        await child.run('stopSending', undefined);
        return sending;
      };
    },
    /** Returns a mark for a message that something else sends, as `markedText`. */
    mark: () => nextMark++,
    /** Resolves when the mark has arrived at all of these people, with each time of arrival; throws when it does not. */
    async arrivals({
      mark,
      who = everybody,
      withinMs = ARRIVE_WITHIN_MS,
    }: {
      mark: number;
      who?: Who;
      withinMs?: number;
    }) {
      const parts = await onAll('arrivals', { mark, who, withinMs });
      const missing = parts.reduce((total, part) => total + part.missing, 0);
      if (missing > 0)
        throw new Error(`The mark ${mark} did not arrive at ${missing} people within ${withinMs} ms.`);
      return parts.flatMap(({ times }) => times).sort((a, b) => a - b);
    },
    /** Lets legacy clients write to each other; see legacy-clients.ts. */
    async talkAsLegacyClients({ senders, recipients, ms }: { senders: Who; recipients: number; ms: number }) {
      const ids = people
        .map(({ id }) => id)
        .filter((_, index) => index < senders.from || index >= senders.to);
      const parts = await onAll('talkAsLegacyClients', { senders, everybody: ids, recipients, port, ms });
      return {
        sends: joined(parts.map(({ sends }) => sends)),
        receives: joined(parts.map(({ receives }) => receives)),
        received: parts.reduce((total, { received }) => total + received, 0),
      };
    },
    /** The parts of a day on a campus; see campus-day.ts. */
    day: {
      begin: (day: Day) => onAll('beginDay', day),
      arrive: () => onAll('arrive', undefined),
      live: () => onAll('live', undefined),
      /** Returns what all processes did and saw since the last call. */
      async report(): Promise<DayReport> {
        const parts = await onAll('dayReport', undefined);
        const firstShed: Record<string, number> = {};
        for (const [event, at] of parts.flatMap((part) => Object.entries(part.firstShed)))
          firstShed[event] = Math.min(at, firstShed[event] ?? at);
        return {
          acks: parts.flatMap(({ acks }) => acks),
          shown: parts.flatMap(({ shown }) => shown),
          refusals: sum(parts.map(({ refusals }) => refusals)),
          accepted: sum(parts.map(({ accepted }) => accepted)),
          firstShed,
          sent: parts.flatMap(({ sent }) => sent),
        };
      },
      async missing(sent: DayReport['sent']) {
        return (await onAll('missing', { sent })).reduce((total, missing) => total + missing, 0);
      },
    },
    drop: ({ who = everybody } = {}) => onAll('drop', { who }),
    async state() {
      return sum(await onAll('state', undefined));
    },
    /** Sends HTTP requests, which all processes share; see `request` in commands.ts. */
    async request({
      requests,
      connections = processes,
      ms,
    }: {
      requests: HttpRequest[];
      connections?: number;
      ms?: number;
    }) {
      const using = started.slice(0, Math.min(processes, connections));
      const parts = await Promise.all(
        using.map((child, at) => {
          const own = requests.filter((_, index) => index % using.length === at);
          const each = Math.floor((connections + using.length - 1 - at) / using.length);
          return child.run('request', { requests: own, port, connections: each, ms });
        }),
      );
      const startedAt = Math.min(...parts.map((part) => part.startedAt));
      const endedAt = Math.max(...parts.map((part) => part.endedAt));
      return { ...joined(parts), seconds: (endedAt - startedAt) / 1000 };
    },
    /** Returns the usage of the load processes together. */
    async usage(): Promise<Usage> {
      return sum(await Promise.all(started.map(({ usage }) => usage())));
    },
    stop: async () => void (await Promise.all(started.map(({ stop }) => stop()))),
  };
}

async function startLoadProcess() {
  const { program } = await startProgram({
    args: ['--import', 'tsx', path.join(import.meta.dirname, 'load-process.ts')],
    cwd: path.join(import.meta.dirname, '../../..'),
    ready: 'ready',
  });
  let lastId = 0;
  const waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  program.child.on('message', ({ id, result, failed }: { id: number; result: never; failed?: string }) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (failed === undefined) call?.resolve(result);
    else call?.reject(new Error(`A load process: ${failed}`));
  });
  program.child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error(`A load process ended: ${program.log()}`));
  });
  return {
    ...program,
    run: <C extends CommandName>(command: C, args: Arguments<C>) =>
      new Promise<Result<C>>((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, { resolve: resolve as (result: never) => void, reject });
        program.child.send({ id: lastId, command, args });
      }),
  };
}

/** Adds objects of numbers, member by member. */
function sum<T extends object>(parts: T[]): T {
  const total: Record<string, number> = {};
  for (const part of parts)
    for (const [name, value] of Object.entries(part)) total[name] = (total[name] ?? 0) + value;
  return total as T;
}

function joined(parts: { latencies: number[]; errors: Record<string, number> }[]) {
  return {
    latencies: parts.flatMap(({ latencies }) => latencies),
    errors: sum(parts.map(({ errors }) => errors)),
  };
}
