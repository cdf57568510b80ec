import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { CONFIRM_WORDS } from '@/protocol/alert-kinds';
import type { WireAlert, WireAlertDraft, WireAlertRecord, WireIssued, WireReached } from '@/protocol/alerts';

const LOOK_EVERY_MS = 200;
/** How far people have come, and the numbers of an alert that say so. */
const REACHES = {
  handed: ['handed', 'received', 'displayed', 'answered'],
  received: ['received', 'displayed', 'answered'],
  displayed: ['displayed', 'answered'],
  answered: ['answered'],
} as const;
type Reach = keyof typeof REACHES;

/** What a drill needs: two officers as the cookies of their browsers, a building, and the people who take part. */
export interface DrillOptions {
  url: string;
  drafter: string;
  approver: string;
  building: string;
  /** Usernames. */
  group: readonly string[];
  /** The name of a template whose only variable is the time. */
  template: string;
  /** How long to wait for displays and answers, in milliseconds. */
  withinMs: number;
  /** The exercise ends with "sent in error", by one officer, instead of an all-clear. */
  withdraw: boolean;
}

/** What a drill has found; times in milliseconds. */
export interface DrillReport {
  alert: string;
  headline: string;
  url: string;
  at: string;
  /** How long each step of the officers took, in order. */
  steps: { step: string; ms: number }[];
  /** From the approval until the node had stored that half of the people, and all, had come so far; null for never. */
  reached: Record<Reach, { half: number | null; all: number | null }>;
  numbers: WireReached;
  channels: WireAlertRecord['channels'];
}

/**
 * Issues an exercise with two officers, follows how far it comes to each person of its group, and ends it. Rejects when the
 * server refuses a step.
 */
export async function drill(options: DrillOptions): Promise<DrillReport> {
  const { url, drafter, approver, withinMs } = options;
  const steps: DrillReport['steps'] = [];
  const timed = async <T>(step: string, work: Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await work;
    steps.push({ step, ms: performance.now() - began });
    return result;
  };
  const at = new Date().toISOString();
  const alert = await issue(options, timed, 'alert');
  const issuedAt = performance.now();
  const reached = Object.fromEntries(
    Object.keys(REACHES).map((reach) => [reach, { half: null, all: null }]),
  ) as DrillReport['reached'];
  const read = () => ask<WireAlertRecord>(url, 'GET', `alerts/${alert.id}`, drafter);
  let record = await read();
  for (;;) {
    const ms = performance.now() - issuedAt;
    noteReached(reached, record.numbers, ms);
    if (record.numbers.answered === record.numbers.targeted || ms > withinMs) break;
    await delay(LOOK_EVERY_MS);
    record = await read();
  }
  if (options.withdraw) {
    const revision = { revision: alert.revision };
    await timed('sent in error', ask(url, 'POST', `alerts/${alert.id}/cancel`, approver, revision));
  } else await issue(options, timed, 'all_clear', alert);
  const { numbers, channels } = record;
  return { alert: alert.id, headline: alert.texts.en.headline, url, at, steps, reached, numbers, channels };
}

/** Drafts, submits and approves the exercise, or the all-clear of `before`. */
async function issue(
  { url, drafter, approver, building, group, template }: DrillOptions,
  timed: <T>(step: string, work: Promise<T>) => Promise<T>,
  type: 'alert' | 'all_clear',
  before?: WireAlert,
): Promise<WireAlert> {
  const routes = 'exercise-alerts/drafts';
  const what = type === 'alert' ? '' : 'all-clear ';
  const body = {
    key: randomUUID(),
    type,
    ...(before && { alert: before.id, base: before.revision }),
    template: type === 'alert' ? template : 'all-clear',
    values: { time: new Date().toTimeString().slice(0, 5) },
    area: { buildings: [building] },
    group,
  };
  const draft = await timed(`${what}drafted`, ask<WireAlertDraft>(url, 'POST', routes, drafter, body));
  const confirm = { hash: draft.hash, word: CONFIRM_WORDS.exercise };
  await timed(`${what}submitted`, ask(url, 'POST', `${routes}/${draft.id}/submit`, drafter, confirm));
  const approval = ask<WireIssued>(url, 'POST', `${routes}/${draft.id}/approve`, approver, confirm);
  return (await timed(`${what}approved and issued`, approval)).alert;
}

/** Notes which reaches half of the people, and all, have come to by now. */
function noteReached(reached: DrillReport['reached'], numbers: WireReached, ms: number): void {
  for (const [reach, parts] of Object.entries(REACHES) as [Reach, readonly (keyof WireReached)[]][]) {
    const people = parts.reduce((sum, part) => sum + numbers[part], 0);
    if (people * 2 >= numbers.targeted) reached[reach].half ??= ms;
    if (people === numbers.targeted) reached[reach].all ??= ms;
  }
}

async function ask<T>(url: string, method: string, path: string, cookie: string, body?: object): Promise<T> {
  const answer = await fetch(`${url}/api/v1/${path}`, {
    method,
    headers: { cookie, origin: new URL(url).origin, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} was refused: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}

/** Returns the report as text. */
export function describeDrill({ alert, headline, steps, reached, numbers, channels }: DrillReport): string {
  const seconds = (ms: number | null) => (ms === null ? 'never' : `${(ms / 1_000).toFixed(2)} s`);
  const line = (label: string, ...columns: string[]) =>
    `${label.padEnd(36)}${columns.map((column) => column.padStart(12)).join('')}`;
  return [
    `${headline} (${alert})`,
    '',
    ...steps.map(({ step, ms }) => line(step, seconds(ms))),
    '',
    line('after the approval', 'half', 'all'),
    ...Object.entries(reached).map(([reach, { half, all }]) => line(reach, seconds(half), seconds(all))),
    '',
    `numbers   ${Object.entries(numbers)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')}`,
    ...Object.entries(channels).map(
      ([channel, reaches]) =>
        `${channel.padEnd(9)} ${Object.entries(reaches)
          .map(([reach, count]) => `${reach} ${count}`)
          .join(', ')}`,
    ),
  ].join('\n');
}
