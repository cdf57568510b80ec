import type { Agreement } from './checker/agreement';
import type { Happening } from './history';

/** The number of sends, by their results. */
export interface Counts {
  invoked: number;
  acknowledged: number;
  refused: number;
  unknown: number;
  /** All operations, sends included. */
  operations: number;
}

export function countSends(history: Happening[]): Counts {
  const sends = new Map<string, 'unknown' | 'refused' | 'acknowledged'>();
  let operations = 0;
  for (const record of history) {
    if (record.e === 'invoke') {
      operations += 1;
      if (record.act.do === 'send') sends.set(record.op, 'unknown');
    } else if (record.e === 'ok' && sends.has(record.op)) sends.set(record.op, 'acknowledged');
    else if (record.e === 'fail' && sends.get(record.op) === 'unknown') sends.set(record.op, 'refused');
  }
  const count = (outcomeName: string) =>
    [...sends.values()].filter((outcome) => outcome === outcomeName).length;
  return {
    invoked: sends.size,
    acknowledged: count('acknowledged'),
    refused: count('refused'),
    unknown: count('unknown'),
    operations,
  };
}

/** The effect of a kind of fault on users; the worst values, in milliseconds. */
export interface Toll {
  what: string;
  times: number;
  /**
   * The longest time without any acknowledgement to any user, from the beginning of the fault until just after its end.
   */
  unavailable: number;
  agreement: number;
}

const JUST_AFTER_MS = 5_000;

/** Returns the effects by kind of fault: faults with the same name, without their duration, are combined. */
export function tolls(history: Happening[], agreements: Agreement[]): Toll[] {
  const oks = history.filter(({ e }) => e === 'ok').map(({ t }) => t);
  const found = new Map<string, Toll>();
  for (const fault of history) {
    if (fault.e !== 'fault') continue;
    const healed = history.find((record) => record.e === 'healed' && record.id === fault.id);
    const agreement = agreements.find(({ id }) => id === fault.id);
    if (!healed || !agreement) continue;
    const what = fault.what.replace(/, \d+ s$/, '');
    const toll = found.get(what) ?? { what, times: 0, unavailable: 0, agreement: 0 };
    found.set(what, {
      what,
      times: toll.times + 1,
      unavailable: Math.max(toll.unavailable, longestGap(oks, fault.t, healed.t + JUST_AFTER_MS)),
      agreement: Math.max(toll.agreement, agreement.ms),
    });
  }
  return [...found.values()].sort((a, b) => a.what.localeCompare(b.what));
}

function longestGap(times: number[], from: number, to: number): number {
  let longest = 0;
  let last = from;
  for (const t of times) {
    if (t < from) continue;
    if (t > to) break;
    longest = Math.max(longest, t - last);
    last = t;
  }
  return longest;
}
