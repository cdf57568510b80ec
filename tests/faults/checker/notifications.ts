import { NOTIFIED_AFTER_SECONDS } from '../orders';
import { at, type Indexed, type Send } from './facts';
import { type Finding, finding } from './finding';

/** Milliseconds after which it is decided about a message whose node died: a minute, and the sweeps of the other node. */
const DECIDED_WITHIN_MS = 120_000;
/** Milliseconds after a message until the push service has its notification. */
const PUSHED_WITHIN_MS = 5_000;

/** [W2] Checks that a phone is notified of nothing that was sent after its sign-in had ended. */
export function endedSignInsAreSpared(facts: Indexed): Finding {
  const { result, expect } = finding('W2');
  const ended = new Map<string, number>();
  for (const { act, ok } of facts.operations)
    if (act.do === 'signOut' && ok !== null) ended.set(act.phone, ok);
  for (const { phone, c, seq, send } of pushesOf(facts))
    expect(
      send.began < (ended.get(phone) ?? Number.POSITIVE_INFINITY),
      'cross-talk',
      () => `${phone} was notified of ${send.op} at ${c} ${seq}, sent after it had signed out`,
    );
  return result;
}

/**
 * [W4] Checks that users are notified of messages of others that they may read, and of none that a page of theirs had
 * shown or that they had read before the time at which it was decided; and that no message was forgotten.
 */
export function onlyTheUnseenIsNotified(facts: Indexed): Finding {
  const { result, expect } = finding('W4');
  const seen = new Map<string, { seq: number; ok: number }[]>();
  for (const { person, act, ok } of facts.operations)
    if ((act.do === 'show' || act.do === 'mark') && ok !== null)
      at(seen, `${person} ${act.c}`, () => [] as { seq: number; ok: number }[]).push({ seq: act.seq, ok });
  /** The last seq that any phone was notified of, by user and conversation. */
  const notified = new Map<string, number>();
  for (const { phone, person, c, seq, send } of pushesOf(facts)) {
    const key = `${person} ${c}`;
    notified.set(key, Math.max(seq, notified.get(key) ?? 0));
    const of = () => `${phone} was notified of ${send.op} at ${c} ${seq}`;
    expect(facts.mayRead(person, c, seq), 'leak', () => `${of()}, which ${person} may not read`);
    expect(send.person !== person, 'cross-talk', () => `${of()}, which ${person} sent`);
    const decided = send.began + NOTIFIED_AFTER_SECONDS * 1_000;
    const before = seen.get(key)?.some((mark) => mark.seq >= seq && mark.ok < decided);
    expect(!before, 'stale', () => `${of()}, which ${person} had seen`);
  }
  const sends = sendsOf(facts);
  const end = facts.history.at(-1)?.t ?? 0;
  for (const { person, c, seq, outcome } of facts.rows.notifications) {
    // A notification of the last messages may still be on its way.
    const sent = sends(c, seq)?.ok ?? 0;
    if (outcome === 'sent' && end - sent > PUSHED_WITHIN_MS)
      expect(
        (notified.get(`${person} ${c}`) ?? 0) >= seq,
        'lost',
        () => `no phone of ${person} was notified of ${c} ${seq}, which counts as sent`,
      );
  }
  nothingIsForgotten(facts, expect);
  return result;
}

/** Checks that it was decided about every message that had time enough, for every user with phones. */
function nothingIsForgotten(facts: Indexed, expect: ReturnType<typeof finding>['expect']): void {
  const until = (facts.history.at(-1)?.t ?? 0) - DECIDED_WITHIN_MS;
  const decided = new Set(facts.rows.notifications.map(({ person, c, seq }) => `${person} ${c} ${seq}`));
  const readers = new Set(facts.history.flatMap((record) => (record.e === 'pushed' ? record.person : [])));
  const blocked = new Set(
    facts.operations.flatMap(({ person, act }) => (act.do === 'block' ? `${person} ${act.who}` : [])),
  );
  for (const send of facts.sends) {
    if (send.ok === null || send.ok > until) continue;
    for (const { id, deleted, places } of facts.byTag.get(send.op) ?? [])
      for (const { c, seq } of places) {
        const { kind } = facts.conversations.get(c) ?? {};
        if (deleted || (kind !== 'direct' && kind !== 'group')) continue;
        for (const person of readers)
          if (
            person !== send.person &&
            !blocked.has(`${person} ${send.person}`) &&
            facts.mayRead(person, c, seq)
          )
            expect(
              decided.has(`${person} ${c} ${seq}`),
              'lost',
              () => `it was not decided whether ${person} is notified of ${send.op} (${id})`,
            );
      }
  }
}

/** [W9] Checks that the notifications of a conversation on a phone are of later and later messages. */
export function newestStays(facts: Indexed): Finding {
  const { result, expect } = finding('W9');
  const last = new Map<string, number>();
  for (const record of facts.history) {
    if (record.e !== 'notified') continue;
    const { phone, c, seq } = record;
    const before = last.get(`${phone} ${c}`) ?? 0;
    expect(seq > before, 'reorder', () => `${phone} shows ${c} ${seq} after ${before}`);
    last.set(`${phone} ${c}`, Math.max(seq, before));
  }
  return result;
}

/** Returns what finds how a stored message was sent, by its place. */
function sendsOf(facts: Indexed): (c: string, seq: number) => Send | undefined {
  const sends = new Map<string, Send>(facts.sends.map((send) => [send.op, send]));
  return (c, seq) => sends.get(facts.messages.get(facts.entries.get(c)?.get(seq) ?? '')?.tag ?? '');
}

/** Returns what push services were sent of stored messages, with how each message was sent. */
function pushesOf(facts: Indexed) {
  const sends = sendsOf(facts);
  return facts.history.flatMap((record) => {
    if (record.e !== 'pushed') return [];
    const send = sends(record.c, record.seq);
    return send ? [{ ...record, send }] : [];
  });
}
