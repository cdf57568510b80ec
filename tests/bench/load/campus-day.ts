import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Member, Refusals } from './member';
import { clock } from './session';

/** A day on a campus, as one load process takes part in it. Times of the day are in minutes since 8:00. */
export interface Day {
  /** The number of minutes of the day that pass in a minute of the clock. */
  press: number;
  /** The usernames of everybody, by index. */
  everybody: string[];
  /** The crowd of each person, by index. A crowd has a channel and changes buildings together. */
  crowdOf: number[];
  channels: string[];
  buildings: { latitude: number; longitude: number }[];
}

/** What the members of one load process did and saw. */
export interface DayReport {
  /** Milliseconds from a send to its acknowledgement, retries after refusals included. */
  acks: number[];
  /** Milliseconds from a send until it was shown to a reader who was connected all the time. */
  shown: number[];
  /** Refusals by event and error code, as `send_message overloaded`. */
  refusals: Refusals;
  /** The number of answers without an error, by event. */
  accepted: Record<string, number>;
  /** The time of `clock` of the first refusal as `overloaded`, by event. */
  firstShed: Record<string, number>;
  /** Acknowledged messages whose readers are known: the mark, and the index of the reader or of the crowd. */
  sent: { mark: number; person?: number; crowd?: number }[];
}

/** What a person does in the day, in minutes since 8:00. */
const ARRIVAL_MINUTES = 30;
const DAY_MINUTES = 9 * 60;
const WALK_MINUTES = 10;
const SLEEP_MINUTES = { least: 5, most: 15 };
const PER_PERSON = { messages: 5, histories: 3, sleepsPerHour: 0.5 };
/** The shares of messages in the channel and to one person; the others are written in rooms. */
const SHARE = { channel: 0.2, direct: 0.5 };
/** The last digit of a mark. */
const KIND = { direct: 0, channel: 1, room: 2 };
const GIVE_UP_MS = 120_000;

type Action = { at: number } & (
  | { does: 'walk'; hour: number; step: number }
  | { does: 'write' | 'read' | 'sleep' | 'wake' }
);

/** Lets members live through the day; `members` has them by index. */
export function createDay(day: Day, members: Map<number, Member>) {
  const report: DayReport = { acks: [], shown: [], refusals: {}, accepted: {}, firstShed: {}, sent: [] };
  /** The marks of known readers that each member has received. */
  const received = new Map<Member, Set<number>>();
  /** When the session of each member that is awake was ready. */
  const readyAt = new Map<Member, number>();
  let lastMark = 0;

  for (const member of members.values()) {
    const own = new Set<number>();
    received.set(member, own);
    member.session.onMark = (mark, at, event) => {
      const sentAt = Math.floor(mark / 10) / 1000;
      if (mark % 10 !== KIND.room) own.add(mark);
      // Other events and answers repeat earlier messages.
      const isAwake = sentAt > (readyAt.get(member) ?? Number.POSITIVE_INFINITY);
      if (event === 'new_message' && isAwake) report.shown.push(at - sentAt);
    };
    member.session.onLost = () => readyAt.delete(member);
  }

  /** Emits an event until it is not refused for a passing reason; returns the answer, or undefined when it is given up. */
  async function insist(member: Member, event: string, payload: unknown) {
    const end = clock() + GIVE_UP_MS;
    for (;;) {
      const answer = await member.session.emit(event, payload);
      if (!answer.error) {
        report.accepted[event] = (report.accepted[event] ?? 0) + 1;
        return answer;
      }
      const { code, retryAfter } = answer.error;
      const reason = `${event} ${code}`;
      report.refusals[reason] = (report.refusals[reason] ?? 0) + 1;
      if (code === 'overloaded') report.firstShed[event] ??= clock();
      const passes = code === 'overloaded' || code === 'unavailable' || code === 'lost' || code === 'late';
      if (!passes || event === 'history' || event === 'update_coordinates' || clock() > end) return undefined;
      await delay((retryAfter ?? 1) * 1000);
      if (code === 'lost' && !member.session.isOpen) await wake(member);
    }
  }

  async function wake(member: Member): Promise<void> {
    const refusals: Refusals = {};
    await member.connect({ client: 'modern', keepsLog: true }, refusals);
    for (const [code, times] of Object.entries(refusals)) {
      const reason = `new_client ${code}`;
      report.refusals[reason] = (report.refusals[reason] ?? 0) + times;
    }
    readyAt.set(member, clock());
  }

  function sleep(member: Member): void {
    readyAt.delete(member);
    member.session.drop();
  }

  const placeOf = (index: number, hour: number) => {
    const { buildings, crowdOf } = day;
    return buildings[((crowdOf[index] as number) + hour * 7) % buildings.length] as Day['buildings'][number];
  };

  /** Reports a position between the buildings of two hours; step 3 is inside the new one. */
  function reportWalk(member: Member, index: number, hour: number, step: number) {
    const [from, to] = [placeOf(index, Math.max(0, hour - 1)), placeOf(index, hour)];
    const part = step / 3;
    const between = (a: number, b: number) => a + (b - a) * part;
    return insist(member, 'update_coordinates', {
      latitude: between(from.latitude, to.latitude),
      longitude: between(from.longitude, to.longitude),
      accuracy: 10,
    });
  }

  async function write(member: Member, index: number): Promise<void> {
    const crowd = day.crowdOf[index] as number;
    const chance = Math.random();
    const kind =
      chance < SHARE.direct ? 'direct' : chance < SHARE.direct + SHARE.channel ? 'channel' : 'room';
    const crowds = Math.max(...day.crowdOf) + 1;
    // A crowd is every n-th person.
    const person = (index + crowds * (1 + Math.floor(Math.random() * 50))) % day.everybody.length;
    const address = {
      direct: { to: 'people', users: [day.everybody[person]] },
      channel: { to: 'conversation', id: day.channels[crowd] },
      room: { to: 'building' },
    }[kind];
    const sentAt = clock();
    lastMark = Math.max(lastMark + 1, Math.floor(sentAt * 1000));
    const mark = lastMark * 10 + KIND[kind];
    const text = `mark:${mark} The seminar is in the blue room today.`;
    const answer = await insist(member, 'send_message', { clientId: randomUUID(), address, text });
    if (!answer) return;
    report.acks.push(clock() - sentAt);
    if (kind === 'direct') report.sent.push({ mark, person });
    if (kind === 'channel') report.sent.push({ mark, crowd });
  }

  async function act(member: Member, index: number, action: Action): Promise<void> {
    if (action.does === 'wake') return wake(member).then(() => undefined);
    if (!readyAt.has(member)) return;
    if (action.does === 'sleep') return sleep(member);
    if (action.does === 'write') return write(member, index);
    if (action.does === 'walk') await reportWalk(member, index, action.hour, action.step);
    if (action.does === 'read') {
      const conversation = day.channels[day.crowdOf[index] as number];
      await insist(member, 'history', { conversation, limit: 50 });
    }
  }

  const each = (work: (member: Member, index: number) => Promise<void>) =>
    Promise.all([...members].map(([index, member]) => work(member, index)));
  const minutes = (passed: number) => (passed * 60_000) / day.press;

  return {
    report,
    /** Everybody comes, shares the location and is in the first building. */
    arrive: () =>
      each(async (member, index) => {
        await delay(minutes(Math.random() * ARRIVAL_MINUTES));
        await wake(member);
        await insist(member, 'update_sharing', { sharing: true });
        await reportWalk(member, index, 0, 3);
      }),
    /** Everybody's day until 17:00; at its end all are awake. */
    live: async () => {
      const began = clock();
      await each(async (member, index) => {
        for (const action of planDay()) {
          const due = began + minutes(action.at);
          if (due > clock()) await delay(due - clock());
          await act(member, index, action);
        }
        if (!readyAt.has(member)) await wake(member);
      });
    },
    /** Returns how many of these messages have not arrived at their readers here. */
    missing(sent: DayReport['sent']): number {
      let missing = 0;
      for (const { mark, person, crowd } of sent) {
        const readers =
          person === undefined ? [...members].filter(([index]) => day.crowdOf[index] === crowd) : [];
        const reader = person === undefined ? undefined : members.get(person);
        for (const member of reader ? [reader] : readers.map(([, each]) => each))
          if (!received.get(member)?.has(mark)) missing += 1;
      }
      return missing;
    },
  };
}

/** Returns what one person does, in order of time. */
function planDay(): Action[] {
  const anyTime = () => Math.random() * DAY_MINUTES;
  const times = (count: number) => Array.from({ length: Math.floor(count + Math.random()) }, anyTime);
  const actions: Action[] = [
    ...times(PER_PERSON.messages).map((at) => ({ at, does: 'write' as const })),
    ...times(PER_PERSON.histories).map((at) => ({ at, does: 'read' as const })),
  ];
  for (let hour = 1; hour * 60 < DAY_MINUTES; hour++) {
    const leaves = hour * 60 + Math.random() * (WALK_MINUTES / 2);
    for (const step of [1, 2, 3])
      actions.push({ at: leaves + (step * WALK_MINUTES) / 3, does: 'walk', hour, step });
    if (Math.random() > PER_PERSON.sleepsPerHour) continue;
    const { least, most } = SLEEP_MINUTES;
    const at = hour * 60 + WALK_MINUTES * 2 + Math.random() * 15;
    actions.push({ at, does: 'sleep' }, { at: at + least + Math.random() * (most - least), does: 'wake' });
  }
  return actions.sort((a, b) => a.at - b.at);
}
