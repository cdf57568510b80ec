import { describe, expect, test } from 'vitest';
import type { Happening, Moved } from '../history';
import { check } from './check';
import type { Facts } from './facts';
import type { Rule } from './finding';
import { DIRECT, GROUP, givenEntry, leftGroup, notified, pushed, received, soundFacts } from './sound';

/** Returns the rules that a changed history breaks, with the causes. */
function broken(spoil: (facts: Facts) => void): Partial<Record<Rule, string[]>> {
  const facts = soundFacts();
  spoil(facts);
  const found: Partial<Record<Rule, string[]>> = {};
  for (const { rule, wrong } of check(facts).violations) found[rule] = [...(found[rule] ?? []), wrong];
  return found;
}

const moves = (facts: Facts) =>
  facts.history.filter((record): record is Moved & { t: number } => record.e === 'moved');
const move = (facts: Facts, person: string, c: string, cursor: number) =>
  moves(facts).find(
    (record) => record.person === person && record.c === c && record.cursor === cursor,
  ) as Moved & {
    t: number;
  };
const drop = (facts: Facts, is: (record: Happening) => boolean) => {
  facts.history = facts.history.filter((record) => !is(record));
};
const without = (facts: Facts, id: string) => {
  facts.rows.messages = facts.rows.messages.filter((row) => row.id !== id);
  facts.rows.entries = facts.rows.entries.filter((row) => row.message !== id);
};

describe('the checker', () => {
  test('finds no violation in a correct history, and checks every rule against some facts', () => {
    const { findings, violations } = check(soundFacts());
    expect(violations).toEqual([]);
    for (const { rule, checked } of findings) expect([rule, checked > 0]).toEqual([rule, true]);
    expect(findings.map(({ rule }) => rule)).toEqual([
      'D1',
      'D2',
      'D3',
      'D4',
      'D5',
      'D6',
      'D7',
      'D8',
      'D9',
      'D10',
      'D11',
      'D17',
      'H2',
      'H3',
      'H4',
      'H5',
      'H6',
      'H7',
      'H8',
      'W2',
      'W4',
      'W9',
    ]);
  });

  test('[D13][D1] sees an acknowledged send that is missing in the log', () => {
    expect(broken((facts) => without(facts, 'g2')).D1).toEqual(['lost']);
  });

  test('[D13][D1] sees an acknowledged edit that is undone', () => {
    const act = { do: 'edit' as const, message: 'm1', text: 'm1 better' };
    const spoil = (facts: Facts) =>
      facts.history.push({ t: 60, e: 'invoke', op: 'e', person: 'ana', act }, { t: 61, e: 'ok', op: 'e' });
    expect(broken(spoil)).toEqual({ D1: ['lost'] });
  });

  test('[D13][D1] expects nothing of an unacknowledged send', () => {
    const unanswered = (facts: Facts) => {
      drop(facts, (record) => record.e === 'ok' && record.op === 'g2');
      without(facts, 'g2');
      drop(facts, (record) => record.e === 'moved' && record.c === GROUP && record.cursor === 2);
      Object.assign(facts.rows.conversations[1] as object, { head: 1 });
      for (const window of [...facts.windows, ...facts.api])
        if (window.c === GROUP) Object.assign(window, { cursor: 1, entries: window.entries.slice(0, 1) });
    };
    expect(broken(unanswered)).toEqual({});
  });

  test('[D13][D2] sees a message that no user sent', () => {
    expect(broken((facts) => drop(facts, (record) => 'op' in record && record.op === 'g2')).D2).toEqual([
      'phantom',
    ]);
  });

  test('[D13][D2] sees a refused message that was stored', () => {
    const refuse = (facts: Facts) => {
      const at = facts.history.findIndex((record) => record.e === 'ok' && record.op === 'g2');
      facts.history[at] = { t: 51, e: 'fail', op: 'g2', code: 'forbidden' };
    };
    expect(broken(refuse).D2).toEqual(['phantom']);
  });

  test('[D13][D3] sees a message that is stored twice', () => {
    const double = (facts: Facts) => {
      const [first] = facts.rows.messages;
      facts.rows.messages.push({
        ...(first as NonNullable<typeof first>),
        id: 'm1 again',
        clientId: 'another',
      });
      facts.rows.entries.push({ c: DIRECT, seq: 3, message: 'm1 again', change: false });
    };
    expect(broken(double).D3).toEqual(['duplicate']);
  });

  test('[D13][D4] sees a missing seq', () => {
    const skip = (facts: Facts) => Object.assign(facts.rows.entries[1] as object, { seq: 3 });
    expect(broken(skip).D4).toContain('gap');
  });

  test('[D13][D4] sees a seq with different messages for different users', () => {
    const other = (facts: Facts) =>
      Object.assign(move(facts, 'rui', DIRECT, 1), { shown: [{ seq: 1, id: 'g1' }] });
    expect(broken(other).D4).toEqual(['reorder']);
  });

  test('[D13][D5] sees an earlier acknowledged message after a later one', () => {
    const swap = (facts: Facts) => {
      const [first, two] = facts.rows.entries;
      Object.assign(first as object, { seq: 2 });
      Object.assign(two as object, { seq: 1 });
    };
    expect(broken(swap).D5).toEqual(['reorder']);
  });

  test('[D13][D6] sees a message that is shown twice, out of order, or left out', () => {
    const twice = (facts: Facts) => facts.history.push({ ...move(facts, 'ana', DIRECT, 2), t: 60 });
    expect(broken(twice).D6).toContain('duplicate');
    const late = (facts: Facts) => {
      const { shown = [], ...rest } = move(facts, 'ana', DIRECT, 1);
      drop(facts, (record) => record === move(facts, 'ana', DIRECT, 1));
      facts.history.push({ ...rest, t: 60, cursor: 2, inserted: shown });
    };
    expect(broken(late).D6).toContain('reorder');
    const gap = (facts: Facts) => {
      Object.assign(facts.rows.entries[3] as object, { seq: 3 });
      facts.rows.entries.push({ c: GROUP, seq: 2, message: 'm1', change: false });
      Object.assign(move(facts, 'ana', GROUP, 2), { shown: [{ seq: 3, id: 'g2' }] });
    };
    expect(broken(gap).D6).toEqual(['gap']);
  });

  test('[D13][D7] sees a connected session that gets the newest entry too late, or never', () => {
    expect(broken((facts) => Object.assign(move(facts, 'ana', DIRECT, 2), { t: 6_000 })).D7).toEqual([
      'late',
    ]);
    expect(broken((facts) => drop(facts, (record) => record === move(facts, 'ana', DIRECT, 2))).D7).toEqual([
      'gap',
    ]);
  });

  test('[D13][D7] expects nothing of a session that is not connected long enough', () => {
    const cut = (facts: Facts) => {
      Object.assign(move(facts, 'ana', DIRECT, 2), { t: 6_000 });
      facts.history.push({ t: 3_000, e: 'link', view: 'ana/0/1', person: 'ana', state: 'waiting' });
      facts.history.sort((a, b) => a.t - b.t);
    };
    expect(broken(cut).D7).toBeUndefined();
  });

  test('[D13][D7] measures the time until agreement', () => {
    const facts = soundFacts();
    Object.assign(move(facts, 'ana', DIRECT, 2), { t: 1_022 });
    expect(check(facts).agreements).toEqual([{ id: 1, what: 'a fault', ms: 1_000 }]);
  });

  test('[D13][D7] sees a tab that shows another text than the log has', () => {
    const other = (facts: Facts) =>
      Object.assign(facts.windows[0]?.entries[0] as object, { text: 'm1 goodbye' });
    expect(broken(other).D7).toEqual(['stale']);
  });

  test('[D13][D7] accepts an earlier text in the feed of a user who blocked the author, and of nobody else', () => {
    const editInFeed = (facts: Facts) => {
      facts.rows.conversations.push({ id: 'feed', kind: 'nearby', key: 'nearby:u-ana', head: 1 });
      facts.rows.entries.push({ c: 'feed', seq: 1, message: 'm2', change: false });
      facts.rows.memberships.push({ person: 'ana', c: 'feed', from: 1, to: null });
      const earlier = { seq: 1, id: 'm2', text: 'm2 before', deleted: false, reactions: [] };
      facts.windows.push({ person: 'ana', c: 'feed', from: 1, cursor: 1, read: 0, entries: [earlier] });
    };
    expect(broken(editInFeed).D7).toEqual(['stale']);
    const blocked = (facts: Facts) => {
      editInFeed(facts);
      facts.history.push(
        { t: 60, e: 'invoke', op: 'b', person: 'ana', act: { do: 'block', who: 'rui', blocked: true } },
        { t: 61, e: 'ok', op: 'b' },
      );
    };
    expect(broken(blocked).D7).toBeUndefined();
  });

  test('[D13][D8] sees a read without the reader’s own earlier message', () => {
    const stale = (facts: Facts) => {
      const read = facts.history.find((record) => record.e === 'read');
      Object.assign(read as object, { ids: ['m1'] });
    };
    expect(broken(stale)).toEqual({ D8: ['stale'] });
  });

  test('[D13][D9] sees a read mark that decreases, or differs between devices', () => {
    const back = (facts: Facts) => Object.assign(facts.rows.marks[0] as object, { read: 1 });
    expect(broken(back).D9).toContain('stale');
    expect(broken((facts) => Object.assign(facts.windows[0] as object, { read: 1 }))).toEqual({
      D9: ['stale'],
    });
  });

  test('[D13][D10] sees a user without a message that the user may read', () => {
    const lack = (facts: Facts) => facts.api[1]?.entries.pop();
    expect(broken(lack).D10).toEqual(['gap']);
    expect(broken((facts) => facts.api.splice(1, 1)).D10).toEqual(['gap']);
  });

  test('[D13][D10] sees, by the operations, a present user who was not a recipient', () => {
    const forget = (facts: Facts) => facts.rows.memberships.pop();
    expect(broken(forget).D10).toContain('gap');
  });

  test('[D13][D11] sees a message shown to a user who may not read it', () => {
    const show = (facts: Facts) =>
      facts.history.push({ ...move(facts, 'ana', GROUP, 2), person: 'rui', view: 'rui/0/1', t: 60 });
    // Not for Rui by the stored recipients, nor by his own record: he had left.
    expect(broken(show).D11).toEqual(['cross-talk', 'cross-talk']);
  });

  test('[D13][D11] sees a message in a conversation to which it was not sent', () => {
    const stray = (facts: Facts) => Object.assign(facts.rows.entries[3] as object, { c: DIRECT, seq: 3 });
    expect(broken(stray).D11).toContain('cross-talk');
  });

  test('[D13][D17] sees a change sent to a user who may not read the message', () => {
    const change = (facts: Facts) =>
      facts.history.push(received(60, 'rui', { entries: [givenEntry(GROUP, 2, 'g2')] }));
    expect(broken(change).D17).toContain('leak');
  });

  test('[D13][D17] sees a later change sent to a user who left, by its seq alone', () => {
    const later = (facts: Facts) =>
      facts.history.push(received(60, 'rui', { entries: [givenEntry(GROUP, 1, 'g1', { rev: 2 })] }));
    expect(broken(later)).toEqual({ D17: ['leak'] });
  });

  test('[D13][D17] sees the text of a later edit sent to a user who left', () => {
    const act = { do: 'edit' as const, message: 'g1', text: '1.1 better edited 9.9' };
    const edit = (facts: Facts) => {
      Object.assign(facts.rows.messages.find(({ id }) => id === 'g1') as object, { text: act.text });
      for (const { c, entries } of [...facts.windows, ...facts.api])
        if (c === GROUP) Object.assign(entries[0] as object, { text: act.text });
      facts.history.push(
        { t: 60, e: 'invoke', op: '9.9', person: 'ana', act },
        { t: 61, e: 'ok', op: '9.9' },
        received(62, 'rui', { entries: [givenEntry(GROUP, 1, 'g1', { text: act.text })] }),
      );
    };
    expect(broken(edit)).toEqual({ D17: ['leak'] });
  });

  test('[D13][D17] sees a later reaction sent to a user who left', () => {
    const act = { do: 'react' as const, c: GROUP, message: 'g1', emoji: 'x', on: true };
    const react = (facts: Facts) => {
      facts.rows.reactions.push({ c: GROUP, message: 'g1', reaction: 'x ana' });
      for (const { c, entries } of [...facts.windows, ...facts.api])
        if (c === GROUP) Object.assign(entries[0] as object, { reactions: ['x ana'] });
      facts.history.push(
        { t: 60, e: 'invoke', op: 'r', person: 'ana', act },
        { t: 61, e: 'ok', op: 'r' },
        received(62, 'rui', { entries: [givenEntry(GROUP, 1, 'g1', { reactions: ['x ana'] })] }),
      );
    };
    expect(broken(react)).toEqual({ D17: ['leak'] });
  });

  test('[D13][D17] sees a number that changes for a user who left', () => {
    const count = (facts: Facts) =>
      facts.history.push(received(60, 'rui', { conversations: [leftGroup({ version: 4 })] }));
    expect(broken(count)).toEqual({ D17: ['leak'] });
  });

  test('[D13][D17] sees a later member shown to a user who left', () => {
    const act = { do: 'add' as const, c: GROUP, who: 'eva' };
    const come = (facts: Facts) =>
      facts.history.push(
        { t: 60, e: 'invoke', op: 'a', person: 'ana', act },
        { t: 61, e: 'ok', op: 'a' },
        { t: 63, e: 'members', person: 'rui', c: GROUP, asked: 62, names: ['ana', 'eva'] },
      );
    expect(broken(come)).toEqual({ D17: ['leak'] });
  });

  test('[D13][D17] sees an edit in a conversation that its author had left', () => {
    const act = { do: 'edit' as const, message: 'g1', text: 'g1 better' };
    const edit = (facts: Facts) => {
      Object.assign(facts.rows.messages.find(({ id }) => id === 'g1') as object, { sender: 'rui' });
      Object.assign(facts.history.find((record) => record.e === 'invoke' && record.op === 'g1') as object, {
        person: 'rui',
      });
      facts.history.push({ t: 60, e: 'invoke', op: 'e', person: 'rui', act }, { t: 61, e: 'ok', op: 'e' });
    };
    expect(broken(edit).D17).toEqual(['leak']);
  });

  test('[D13][D17] sees a nearby message sent to a user who had blocked its author', () => {
    const post = (facts: Facts) => {
      facts.rows.conversations.push({ id: 'feed', kind: 'nearby', key: 'nearby:u-ana', head: 1 });
      facts.rows.entries.push({ c: 'feed', seq: 1, message: 'm2', change: false });
      facts.rows.memberships.push({ person: 'ana', c: 'feed', from: 1, to: null });
      facts.history.push(
        { t: 60, e: 'invoke', op: 'b', person: 'ana', act: { do: 'block', who: 'rui', blocked: true } },
        { t: 61, e: 'ok', op: 'b' },
        {
          t: 62,
          e: 'invoke',
          op: '9.9',
          person: 'rui',
          act: { do: 'edit', message: 'm2', text: 'm2 edited 9.9' },
        },
        { t: 63, e: 'ok', op: '9.9' },
        received(64, 'ana', { entries: [givenEntry('feed', 1, 'm2', { text: 'm2 edited 9.9' })] }),
      );
    };
    expect(broken(post).D17).toEqual(['leak']);
  });

  test('[D13][D17] sees a receipt of what was read while there was a block, or was not read at all', () => {
    const block = { do: 'block' as const, who: 'rui', blocked: true };
    const given = (t: number, read: number) =>
      received(t, 'ana', { receipts: [{ c: DIRECT, delivered: 2, read }] });
    const reads = (t: number) => ({ t, e: 'reads' as const, person: 'rui', c: DIRECT, seq: 2 });
    const blocking = [
      { t: 60, e: 'invoke' as const, op: 'b', person: 'ana', act: block },
      { t: 61, e: 'ok' as const, op: 'b' },
    ];
    expect(broken((facts) => facts.history.push(...blocking, reads(62), given(63, 2))).D17).toEqual(['leak']);
    expect(broken((facts) => facts.history.push(given(63, 1))).D17).toEqual(['leak']);
    // It was read before the block, and the news came late; or only delivered.
    expect(broken((facts) => facts.history.push(reads(59), ...blocking, given(63, 2)))).toEqual({});
    expect(broken((facts) => facts.history.push(...blocking, given(63, 0)))).toEqual({});
  });

  test('[D13][W2] sees a notification of a message that was sent after the phone had signed out', () => {
    const late = (facts: Facts) => {
      for (const record of facts.history) if (record.e === 'ok' && record.op === 'sign out') record.t = 5;
    };
    expect(broken(late)).toEqual({ W2: ['cross-talk'] });
  });

  test('[D13][W4] sees a notification of what its user had seen, sent, or may not read', () => {
    const seen = (facts: Facts) => {
      for (const record of facts.history) if ('op' in record && record.op === 'show') record.t = 500;
    };
    expect(broken(seen)).toEqual({ W4: ['stale'] });
    expect(broken((facts) => facts.history.push(pushed(1_060, 2)))).toEqual({ W4: ['cross-talk'] });
    expect(broken((facts) => facts.history.push(pushed(1_060, 2, GROUP)))).toEqual({ W4: ['leak'] });
  });

  test('[D13][W4] sees a notification that counts as sent and was not, and a message that was forgotten', () => {
    const drops = (facts: Facts) => drop(facts, ({ e }) => e === 'pushed' || e === 'notified');
    expect(broken(drops).W4).toEqual(['lost']);
    const forgotten = (facts: Facts) => {
      facts.rows.notifications.pop();
      facts.history.push({ t: 200_000, e: 'link', view: 'ana/0/1', person: 'ana', state: 'closed' });
    };
    expect(broken(forgotten).W4).toEqual(['lost', 'lost']);
  });

  test('[D13][W9] sees an older notification after a newer one', () => {
    expect(broken((facts) => facts.history.push(notified(1_400, 3), notified(1_500, 2)))).toEqual({
      W9: ['reorder'],
    });
  });
});
