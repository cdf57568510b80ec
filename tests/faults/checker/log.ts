import { at, type Indexed, type Operation, ownersOf, type Send } from './facts';
import { type Finding, finding } from './finding';

/**
 * [D1] Checks that every acknowledged message is in the log and that its author reads it there; the same for edits,
 * deletions and reactions.
 */
export function nothingIsLost(facts: Indexed): Finding {
  const { result, expect } = finding('D1');
  const read = new Map<string, Set<string>>();
  for (const { person, entries } of facts.api)
    for (const { id } of entries) at(read, person, () => new Set<string>()).add(id);
  for (const send of facts.sends) {
    if (send.ok === null) continue;
    const stored = facts.byTag.get(send.op)?.[0];
    const missing = stored ? missingOf(facts, send, stored.places) : 'in no log';
    expect(!missing, 'lost', () => `${send.op} of ${send.person}, acknowledged, is ${missing}`);
    if (stored && !missing)
      expect(
        read.get(send.person)?.has(stored.id) === true,
        'lost',
        () => `${send.op} is not read by its author`,
      );
  }
  for (const change of lastWords(facts)) {
    const { op, person, act } = change;
    expect(
      isDone(facts, change),
      'lost',
      () => `the ${act.do} ${op} of ${person} was acknowledged, and is undone`,
    );
  }
  return result;
}

/**
 * Returns the acknowledged edits, deletions and reactions after which certainly no other operation changed the same
 * thing.
 */
function lastWords(facts: Indexed): Operation[] {
  const changes = new Map<string, Operation[]>();
  for (const operation of facts.operations) {
    const { act, person } = operation;
    const wanted =
      act.do === 'edit' || act.do === 'delete'
        ? act.message
        : act.do === 'react'
          ? `${act.message} ${act.c} ${person} ${act.emoji}`
          : null;
    if (wanted !== null && !operation.refused) at(changes, wanted, () => [] as Operation[]).push(operation);
  }
  return [...changes.values()].flatMap((list) =>
    list.filter(
      (operation) =>
        operation.ok !== null &&
        list.every((other) => other === operation || (other.ok !== null && other.ok < operation.began)),
    ),
  );
}

function isDone(facts: Indexed, { person, act }: Operation): boolean {
  if (act.do !== 'edit' && act.do !== 'delete' && act.do !== 'react') return true;
  const message = facts.messages.get(act.message);
  if (act.do === 'delete') return message?.deleted === true;
  if (act.do === 'edit') return message?.text === act.text;
  const present = facts.reactions.has(`${act.c} ${act.message} ${act.emoji} ${person}`);
  return message?.deleted === true || present === act.on;
}

/** Returns where an acknowledged send is missing; null if nowhere. */
function missingOf(facts: Indexed, { person, act }: Send, places: { c: string }[]): string | null {
  const { address } = act;
  const kinds = places.map(({ c }) => facts.conversations.get(c)?.kind);
  switch (address.to) {
    case 'conversation':
      return places.some(({ c }) => c === address.id) ? null : 'not in its conversation';
    case 'building':
      return kinds.includes('building') ? null : 'in no room';
    case 'range':
      return places.some(({ c }) => isOwnFeed(facts, c, person)) ? null : "not in its author's feed";
    case 'people': {
      const pairs = places.map(({ c }) => {
        const conversation = facts.conversations.get(c);
        return conversation?.kind === 'direct' ? ownersOf(conversation, facts.rows.users) : [];
      });
      const without = address.users.find((user) => !pairs.some((two) => two.includes(user)));
      return without === undefined ? null : `not for ${without}`;
    }
  }
}

function isOwnFeed(facts: Indexed, c: string, person: string): boolean {
  const conversation = facts.conversations.get(c);
  return conversation?.kind === 'nearby' && ownersOf(conversation, facts.rows.users)[0] === person;
}

/**
 * [D2] Checks that every stored or shown message was sent by its author with its text, and that no refused one is
 * there.
 */
export function nothingIsInvented(facts: Indexed): Finding {
  const { result, expect } = finding('D2');
  const texts = new Map<string, Set<string>>();
  for (const { act } of facts.operations)
    if (act.do === 'edit') at(texts, act.message, () => new Set<string>()).add(act.text);
  const sends = new Map(facts.sends.map((send) => [send.op, send]));
  for (const { id, sender, tag, text, deleted } of facts.messages.values()) {
    const send = sends.get(tag);
    expect(send?.person === sender, 'phantom', () => `${id} of ${sender} says "${text}", and nobody sent it`);
    if (!send) continue;
    const isKnown = deleted || text === send.act.text || texts.get(id)?.has(text);
    expect(isKnown === true, 'phantom', () => `${send.op} says "${text}"`);
    expect(!send.refused || send.ok !== null, 'phantom', () => `${send.op} was refused, and is in the log`);
  }
  const strange = new Set<string>();
  let looked = 0;
  for (const { shown = [], earlier = [], inserted = [], view } of facts.moves)
    for (const { id } of [...shown, ...earlier, ...inserted]) {
      looked += 1;
      if (!facts.messages.has(id)) strange.add(`${id}, which is in no log, was shown in ${view}`);
    }
  result.checked += looked;
  for (const text of strange) expect(false, 'phantom', () => text);
  return result;
}

/** [D3] Checks that a message is stored once, and once per conversation, however often it was sent. */
export function nothingIsDoubled(facts: Indexed): Finding {
  const { result, expect } = finding('D3');
  for (const { op } of facts.sends) {
    const stored = facts.byTag.get(op) ?? [];
    if (stored.length === 0) continue;
    expect(stored.length === 1, 'duplicate', () => `${op} is stored ${stored.length} times`);
    for (const { places } of stored)
      expect(
        new Set(places.map(({ c }) => c)).size === places.length,
        'duplicate',
        () => `${op} has several entries in one conversation`,
      );
  }
  return result;
}

/**
 * [D4] Checks that the seqs of a conversation are 1 to its head, and that tabs showed the stored message at each seq.
 */
export function seqsAreWhole(facts: Indexed): Finding {
  const { result, expect } = finding('D4');
  const seqs = new Map<string, number[]>();
  for (const { c, seq } of facts.rows.entries) at(seqs, c, () => [] as number[]).push(seq);
  for (const { id, head, kind } of facts.rows.conversations) {
    const list = (seqs.get(id) ?? []).sort((a, b) => a - b);
    const wrong = list.findIndex((seq, n) => seq !== n + 1);
    expect(
      wrong < 0 && list.length === head,
      'gap',
      () =>
        `the ${kind} ${id} has head ${head} and ${list.length} entries, ${list[wrong] ?? 'none'} for ${wrong + 1}`,
    );
  }
  for (const { c, view, shown = [], earlier = [], inserted = [] } of facts.moves)
    for (const { seq, id } of [...shown, ...earlier, ...inserted]) {
      const stands = facts.entries.get(c)?.get(seq);
      expect(stands === id, 'reorder', () => `${view} showed ${id} at ${c} ${seq}, where ${stands} stands`);
    }
  return result;
}

/** [D5] Checks that in each conversation a message acknowledged before another was begun has the smaller seq. */
export function orderIsKept(facts: Indexed): Finding {
  const { result, expect } = finding('D5');
  const sends = new Map(facts.sends.map((send) => [send.op, send]));
  for (const [c, entries] of facts.entries) {
    let soonest: Send | null = null;
    for (const [, id] of [...entries].sort(([a], [b]) => b - a)) {
      const send = sends.get(facts.messages.get(id)?.tag ?? '');
      if (!send) continue;
      const later: Send | null = soonest;
      if (later)
        expect(
          (later.ok as number) >= send.began,
          'reorder',
          () => `in ${c}, ${later.op} was acknowledged before ${send.op} began, and stands after it`,
        );
      if (send.ok !== null && (!soonest || send.ok < (soonest.ok as number))) soonest = send;
    }
  }
  return result;
}
