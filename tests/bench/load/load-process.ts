// The program of a load process: runs the commands that its parent sends (see commands.ts).
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { mapConcurrently } from '@/server/queue';
import { createDay } from './campus-day';
import type { Arguments, CommandName, Who } from './commands';
import { countError, type Emitted } from './emitted';
import { openHttp } from './http';
import { talkAsLegacyClients } from './legacy-clients';
import { Member, type Refusals } from './member';
import { clock, markedText } from './session';

const TEXT = 'The seminar is in the blue room today.';

/** The members by index. */
const members = new Map<number, Member>();
/** Who has received each mark, and when. */
const arrived = new Map<number, { index: number; at: number }[]>();
/** What waits for a mark. */
const waiting = new Map<number, () => void>();
let lost = 0;
let isSending = false;
let day: ReturnType<typeof createDay> | undefined;

const entriesOf = ({ from, to }: Who): [number, Member][] =>
  [...members].filter(([index]) => index >= from && index < to);

/** Returns what records the marks that arrive at a member. An event may come again, and an answer may repeat it. */
function receiverOf(index: number): (mark: number, at: number) => void {
  const seen = new Set<number>();
  return (mark, at) => {
    if (seen.has(mark)) return;
    seen.add(mark);
    const all = arrived.get(mark) ?? [];
    all.push({ index, at });
    arrived.set(mark, all);
    waiting.get(mark)?.();
  };
}

/** Sends one event of a member and adds its latency, or its error. `since` is when it should have been sent. */
async function emit(
  emitted: Emitted,
  member: Member,
  event: string,
  payload: unknown,
  since = clock(),
): Promise<void> {
  const answer = await member.session.emit(event, payload);
  if (answer.error) countError(emitted, answer.error.code);
  else emitted.latencies.push(clock() - since);
}

const commands: { [C in CommandName]: (args: Arguments<C>) => unknown } = {
  add({ people, first, step, port, addresses }) {
    for (const [at, person] of people.entries()) {
      const index = first + at * step;
      const member = new Member(person, { port, from: `127.0.0.${2 + (index % addresses)}` });
      member.session.onMark = receiverOf(index);
      member.session.onLost = () => {
        lost += 1;
      };
      members.set(index, member);
    }
  },
  async connect({ who, atOnce, ...hello }) {
    const refusals: Refusals = {};
    const ready: number[] = [];
    let mostRefusals = 0;
    const startedAt = clock();
    await mapConcurrently(entriesOf(who), atOnce, async ([, member]) => {
      mostRefusals = Math.max(mostRefusals, await member.connect(hello, refusals));
      ready.push(clock());
    });
    return { startedAt, ready, refusals, mostRefusals };
  },
  ask: ({ index, event, payload }) => members.get(index)?.session.emit(event, payload),
  async emit({ who, event, payload, payloads, atOnce }) {
    const emitted: Emitted = { latencies: [], errors: {} };
    await mapConcurrently(entriesOf(who), atOnce, ([index, member]) =>
      emit(emitted, member, event, payloads ? payloads[index - who.from] : (payload ?? {})),
    );
    return emitted;
  },
  async send({ who, address, addresses, firstMark, count = 0, atOnce = 1, everyMs }) {
    const senders = entriesOf(who);
    const emitted = { latencies: [], errors: {}, sentAt: {} as Record<number, number> };
    const sendOne = (number: number, since: number) => {
      const text = firstMark === undefined ? TEXT : markedText(firstMark + number);
      if (firstMark !== undefined) emitted.sentAt[firstMark + number] = since;
      const [index, member] = senders[number % senders.length] as [number, Member];
      const to = addresses ? addresses[index - who.from] : address;
      return emit(emitted, member, 'send_message', { clientId: randomUUID(), address: to, text }, since);
    };
    if (everyMs === undefined) {
      await mapConcurrently([...Array(count).keys()], atOnce, (number) => sendOne(number, clock()));
      return emitted;
    }
    isSending = true;
    const began = clock();
    const sends: Promise<void>[] = [];
    for (let number = 0; isSending; number++) {
      const due = began + number * everyMs;
      if (due > clock()) await delay(due - clock());
      // Counted from when it was due: a sender that waits for a slow answer would send less while it is slow.
      sends.push(sendOne(number, due));
    }
    await Promise.all(sends);
    return emitted;
  },
  stopSending() {
    isSending = false;
  },
  arrivals: ({ mark, who, withinMs }) =>
    new Promise<{ times: number[]; missing: number }>((resolve) => {
      const expected = entriesOf(who).length;
      const timesOf = () =>
        (arrived.get(mark) ?? [])
          .filter(({ index }) => index >= who.from && index < who.to)
          .map(({ at }) => at);
      const finish = () => {
        clearTimeout(late);
        waiting.delete(mark);
        const times = timesOf();
        arrived.delete(mark);
        resolve({ times, missing: expected - times.length });
      };
      const late = setTimeout(finish, withinMs);
      const look = () => {
        if ((arrived.get(mark)?.length ?? 0) >= expected && timesOf().length >= expected) finish();
      };
      waiting.set(mark, look);
      look();
    }),
  talkAsLegacyClients: ({ senders, ...args }) =>
    talkAsLegacyClients({
      ...args,
      senders: entriesOf(senders).map(([, member]) => member),
      members: [...members.values()],
    }),
  beginDay(args) {
    day = createDay(args, members);
  },
  arrive: async () => void (await day?.arrive()),
  live: () => day?.live(),
  dayReport() {
    const report = structuredClone(day?.report);
    if (day)
      Object.assign(day.report, { acks: [], shown: [], refusals: {}, accepted: {}, firstShed: {}, sent: [] });
    return report;
  },
  missing: ({ sent }) => day?.missing(sent),
  drop({ who }) {
    for (const [, member] of entriesOf(who)) member.session.drop();
  },
  state: () => ({ open: [...members.values()].filter(({ session }) => session.isOpen).length, lost }),
  async request({ requests, port, connections, ms }) {
    const result = { latencies: [] as number[], errors: {}, startedAt: clock(), endedAt: 0 };
    let next = 0;
    const isOver = () => (ms === undefined ? next >= requests.length : clock() >= result.startedAt + ms);
    await Promise.all(
      Array.from({ length: connections }, async (_, at) => {
        const line = openHttp({ port, from: `127.0.0.${2 + at}` });
        while (!isOver()) {
          const request = requests[next++ % requests.length];
          if (!request) break;
          const since = clock();
          const { status } = await line.request(request);
          if (status >= 200 && status < 400) result.latencies.push(clock() - since);
          else countError(result, `${status}`);
        }
        line.close();
      }),
    );
    return { ...result, endedAt: clock() };
  },
};

process.on('message', async ({ id, command, args }: { id: number; command: CommandName; args: never }) => {
  try {
    process.send?.({ id, result: await commands[command](args) });
  } catch (error) {
    process.send?.({ id, failed: String((error as Error).stack) });
  }
});
// The preloaded measured.mjs lets a program end although its parent may send messages.
process.channel?.ref();
console.log('ready');
