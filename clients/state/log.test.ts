import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SyncResult } from '@/protocol/events';
import type { HistoryPage, WireConversation, WireEntry, WireLogEntry } from '@/protocol/messages';
import {
  cursorsOf,
  hasGap,
  isBehind,
  type Log,
  receive,
  receiveConversation,
  receiveHistory,
  receiveSync,
} from './log';

/**
 * A conversation on the server: each seq is a message or a change of an earlier message; some are readable for this
 * user.
 */
type Stored = { seq: number; message: number; mine: boolean }[];
type Server = Record<string, Stored>;

const revOf = (stored: Stored, message: number) =>
  Math.max(...stored.filter((item) => item.message === message).map(({ seq }) => seq));

/** Returns an entry as the user receives it: a placeholder if it changes a message that the user may not read. */
function logEntry(id: string, stored: Stored, seq: number, at = seq): WireLogEntry {
  const shown = entry(id, stored, seq, at);
  const { message } = stored[seq - 1] as Stored[number];
  const { conversation, change } = shown;
  return change && !stored[message - 1]?.mine ? { conversation, seq, change } : shown;
}

/** Returns the entry with its message as of seq `at`. */
function entry(id: string, stored: Stored, seq: number, at = seq): WireEntry {
  const { message } = stored[seq - 1] as Stored[number];
  const rev = revOf(stored.slice(0, at), message);
  return {
    conversation: { id, kind: 'building', with: id },
    seq,
    rev,
    ...(message !== seq && { change: true }),
    message: {
      id: `${id}-${message}`,
      clientId: `client-${id}-${message}`,
      from: { kind: 'user', id: 'ist1100001', name: 'Sample' },
      text: `${message}, as of ${rev}`,
      at: new Date(message * 1000).toISOString(),
    },
  };
}

const mine = (stored: Stored) => stored.filter((item) => item.mine).map(({ seq }) => seq);

function info(id: string, stored: Stored): WireConversation {
  const head = mine(stored).at(-1) ?? 0;
  return {
    id,
    kind: 'building',
    with: id,
    title: id,
    topic: null,
    public: false,
    members: [],
    open: true,
    head,
    read: 0,
    unread: 0,
    mentions: 0,
    muted: false,
    version: 0,
    last: null,
  };
}

function serve(server: Server, cursors: Record<string, number>, page: number): SyncResult {
  const all = Object.entries(server).flatMap(([id, stored]) =>
    mine(stored)
      .filter((seq) => seq > (cursors[id] ?? Number.POSITIVE_INFINITY))
      .map((seq) => logEntry(id, stored, seq, stored.length)),
  );
  return {
    entries: all.slice(0, page),
    conversations: Object.entries(server).flatMap(([id, stored]) =>
      mine(stored).length > 0 ? [info(id, stored)] : [],
    ),
    complete: all.length <= page,
    blocked: { version: 0, users: [] },
  };
}

function history(server: Server, id: string, before: number, limit: number): HistoryPage {
  const stored = server[id] ?? [];
  const seqs = mine(stored).filter((seq) => seq < before && stored[seq - 1]?.message === seq);
  const page = seqs.slice(-limit);
  const start = seqs.length <= limit;
  return {
    entries: page.map((seq) => entry(id, stored, seq, stored.length)),
    from: start ? 1 : (page[0] as number),
    to: before - 1,
    start,
    end: false,
  };
}

function syncAll(log: Log, server: Server, page: number): Log {
  let next = log;
  for (;;) {
    const cursors = cursorsOf(next);
    const result = serve(server, cursors, page);
    next = receiveSync(next, cursors, result);
    if (result.complete) return next;
  }
}

function loadAll(log: Log, server: Server, limit: number): Log {
  let next = log;
  for (const id of Object.keys(log)) {
    for (let c = next[id]; c && !c.start; c = next[id])
      next = receiveHistory(next, id, history(server, id, c.from, limit));
  }
  return next;
}

const shownOf = (log: Log) =>
  Object.fromEntries(
    Object.values(log)
      .filter((c) => c.entries.length > 0)
      .map((c) => [c.id, c.entries.map((e) => [e.seq, e.rev, e.message.text])]),
  );

const stored = fc
  .array(fc.record({ mine: fc.boolean(), target: fc.option(fc.nat(1_000)), stay: fc.nat(3) }), {
    maxLength: 14,
  })
  .map((list): Stored => {
    const all: Stored = [];
    for (const { mine, target } of list) {
      const seq = all.length + 1;
      // Changes of readable messages are readable; of other changes the user has the seqs only.
      const messages = all.filter((item) => item.message === item.seq && (mine || !item.mine));
      const message = target === null ? undefined : messages[target % (messages.length || 1)];
      all.push({ seq, message: message?.message ?? seq, mine });
    }
    return all;
  });
const server = fc.dictionary(fc.constantFrom('a', 'b', 'c'), stored);

test('[D6] events shuffled, repeated and lost, then a sync, equal a fresh fetch; nothing is shown early', () => {
  fc.assert(
    fc.property(
      server,
      fc.infiniteStream(fc.nat(1_000_000)),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 0, max: 100 }),
      (all, random, page, known) => {
        const draw = () => random.next().value as number;
        // Some entries were there before (an earlier snapshot); of the rest some are lost, some arrive twice.
        const before: Server = Object.fromEntries(
          Object.entries(all).map(([id, list]) => [
            id,
            list.slice(0, Math.floor((list.length * known) / 100)),
          ]),
        );
        let log = syncAll({}, before, page);
        if (draw() % 2) log = loadAll(log, before, page);
        const events = Object.entries(all)
          .flatMap(([id, list]) => mine(list).map((seq) => logEntry(id, list, seq)))
          .flatMap((e) => Array.from({ length: draw() % 3 }, () => ({ e, at: draw() })))
          .sort((x, y) => x.at - y.at);
        for (const { e } of events) {
          log = receive(log, [e]);
          for (const c of Object.values(log)) {
            const list = all[c.id] as Stored;
            // A window of the readable entries: in order, each once, without a gap.
            expect(c.entries.map(({ seq }) => seq)).toEqual(
              mine(list).filter((s) => s >= c.from && s <= c.cursor && list[s - 1]?.message === s),
            );
          }
        }
        const synced = loadAll(syncAll(log, all, page), all, page);
        expect(shownOf(synced)).toEqual(shownOf(loadAll(syncAll({}, all, 1_000), all, 1_000)));
        expect(hasGap(synced)).toBe(false);
        // A repetition changes nothing.
        expect(syncAll(synced, all, page)).toEqual(synced);
        expect(
          receive(
            synced,
            events.map(({ e }) => e),
          ),
        ).toEqual(synced);
      },
    ),
    { numRuns: 500 },
  );
});

describe('[D6]', () => {
  const list: Stored = [1, 2, 3, 4].map((seq) => ({ seq, message: seq, mine: true }));
  const edited: Stored = [...list, { seq: 5, message: 2, mine: true }];
  const at = (...seqs: number[]) => seqs.map((seq) => entry('a', edited, seq));
  const seqs = (log: Log) => log.a?.entries.map(({ seq }) => seq);

  test('entries after a gap wait until the gap is filled', () => {
    let log = receive(receiveConversation({}, info('a', [])), at(1, 3));
    expect(seqs(log)).toEqual([1]);
    expect(hasGap(log)).toBe(true);
    log = receive(log, at(2));
    expect(seqs(log)).toEqual([1, 2, 3]);
    expect(hasGap(log)).toBe(false);
  });

  test('a sync skips a gap without readable entries', () => {
    const rest = edited.map((item) => ({ ...item, mine: item.seq === 1 || item.seq === 4 }));
    let log = receive(receiveConversation({}, info('a', [])), [entry('a', rest, 1), entry('a', rest, 4)]);
    expect(hasGap(log)).toBe(true);
    const cursors = cursorsOf(log);
    log = receiveSync(log, cursors, serve({ a: rest }, cursors, 10));
    expect(seqs(log)).toEqual([1, 4]);
    expect(hasGap(log)).toBe(false);
  });

  test('a change applies to its message, whichever arrives first', () => {
    const early = receive(receiveConversation({}, info('a', list.slice(0, 4))), at(5));
    expect(seqs(early)).toEqual([]);
    // The window has nothing of the message, so there is nothing to request.
    expect(hasGap(early)).toBe(false);
    // The page was read before the change was made.
    const page = { ...history({ a: list }, 'a', 5, 10) };
    const log = receiveHistory(early, 'a', page);
    expect(log.a?.entries.map(({ rev }) => rev)).toEqual([1, 5, 3, 4]);
    expect(log.a?.entries[1]?.message.text).toBe('2, as of 5');
    const other = receive(receive({}, at(1, 2, 3, 4)), at(5));
    expect(other.a?.entries[1]?.message.text).toBe('2, as of 5');
  });

  test('[D14] a placeholder fills its seq and shows nothing; its message can arrive later', () => {
    const { conversation, seq, change } = at(5)[0] as WireEntry & { change: true };
    const placeholder = { conversation, seq, change };
    let log = receive(receiveConversation({}, info('a', [])), [...at(1, 2, 3, 4), placeholder]);
    expect(seqs(log)).toEqual([1, 2, 3, 4]);
    expect(log.a).toMatchObject({ cursor: 5, changes: {}, waiting: [] });
    expect(hasGap(log)).toBe(false);
    expect(hasGap(receive(receiveConversation({}, info('a', list.slice(0, 4))), [placeholder]))).toBe(false);
    // A user who may read the message has the change, whichever arrived first.
    log = receive(log, at(5));
    expect(receive(log, [placeholder])).toEqual(log);
    expect(log.a?.entries[1]?.message.text).toBe('2, as of 5');
    const apart = receive(receiveConversation({}, info('a', [])), [...at(1), placeholder, ...at(3, 5)]);
    expect(seqs(receive(apart, [placeholder, ...at(2, 4)]))).toEqual([1, 2, 3, 4]);
  });

  test('[C12] a deletion applies also for a user without later entries', () => {
    const log = receive(receiveConversation({}, info('a', [])), at(1, 2));
    const [first] = at(1) as [WireEntry];
    const deleted = { ...first, message: { ...first.message, text: '', deletedAt: first.message.at } };
    const after = receive(log, [deleted]);
    expect(after.a?.entries.map(({ message }) => message.text)).toEqual(['', '2, as of 2']);
    expect(receive(after, at(1))).toEqual(after);
  });

  test('a page that does not touch the window is ignored', () => {
    const log = receive({}, at(4));
    expect(receiveHistory(log, 'a', { ...history({ a: list }, 'a', 3, 10) })).toBe(log);
  });

  test('[D7] a head after the cursor means that entries are missing', () => {
    const log = receive({}, at(1, 2));
    expect(isBehind(log, { a: 2 })).toBe(false);
    expect(isBehind(log, { a: 3 })).toBe(true);
    expect(isBehind(log, { b: 1 })).toBe(true);
  });
});

test('[D9] of two descriptions the later version counts, and the read mark never moves back', () => {
  const word = (version: number, read: number) => ({ ...info('a', []), version, read });
  let log = receiveConversation({}, word(2, 5));
  log = receiveConversation(log, word(1, 9));
  expect(log.a?.info?.read).toBe(5);
  log = receiveConversation(log, word(3, 4));
  expect(log.a?.info).toMatchObject({ version: 3, read: 5 });
});

test('[D9] a snapshot older than the last description undoes nothing', () => {
  const word = (version: number, head: number, read: number) => ({ ...info('a', []), version, head, read });
  const joined = receiveConversation({}, word(7, 670, 670));
  const result = {
    entries: [],
    conversations: [word(6, 669, 626)],
    complete: true,
    blocked: { version: 0, users: [] },
  };
  expect(receiveSync(joined, {}, result)).toEqual(joined);
});
