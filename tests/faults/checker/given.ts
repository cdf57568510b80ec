import { type Absence, absences, whoCame } from './absences';
import { at, type Indexed, type Operation, ownersOf } from './facts';
import { type Finding, finding } from './finding';

type Expect = ReturnType<typeof finding>['expect'];

/**
 * [D17] Checks that no user was sent a text, a name or a number that the user may not have at that seq. Checks
 * everything that the server sent to a client, whether or not the client shows it.
 */
export function nothingIsGivenAway(facts: Indexed): Finding {
  const { result, expect } = finding('D17');
  const away = absences(facts, { channels: true });
  newcomersGetNoOldMessages(facts, expect);
  leaversGetNothingNewer(facts, away, expect);
  leaversSeeFormerMembers(facts, away, expect);
  leaversEditNothing(facts, away, expect);
  blockersGetNothingNearby(facts, expect);
  blockersGiveNoReceipts(facts, expect);
  return result;
}

/**
 * Checks that a change of a message reveals nothing to users who may not read the message, and that no count exceeds a
 * user's stay.
 */
function newcomersGetNoOldMessages(facts: Indexed, expect: Expect): void {
  const places = placesByMessage(facts);
  for (const { t, person, view, entries, conversations } of givenIn(facts)) {
    for (const { c, rev, id, text } of entries) {
      const seq = places.get(`${c} ${id}`);
      // Only a redaction passes the end of a stay, because deleted content is gone for everyone.
      const redacted = text === '' && facts.messages.get(id)?.deleted === true;
      expect(
        seq !== undefined && facts.mayRead(person, c, seq) && (redacted || facts.mayRead(person, c, rev)),
        'leak',
        () => `${view} was given ${c} ${seq} as of ${rev}, which ${person} may not read: "${text}"`,
      );
    }
    for (const { c, head, open } of conversations)
      expect(
        (facts.stays.get(`${person} ${c}`) ?? []).some(({ from, to }) => from - 1 <= head && head <= to) ||
          (open && mayBeThere(facts, person, c, t)),
        'leak',
        () => `${view} was told that ${c} ends at ${head}, which ${person} may not know`,
      );
  }
}

/**
 * Returns whether a user may have been in the building of a conversation at a time: a stay without messages is deleted when it
 * ends.
 */
function mayBeThere(facts: Indexed, person: string, c: string, t: number): boolean {
  const { kind, key } = facts.conversations.get(c) ?? {};
  if (kind !== 'building') return false;
  const building = key?.split(':')[1];
  const moves = facts.operations.flatMap(({ act, began, ok, ...operation }) =>
    act.do === 'place' && operation.person === person && began < t ? { to: act.building, began, ok } : [],
  );
  return moves.some(
    ({ to, ok }) =>
      to === building &&
      !moves.some(
        (next) => next.to !== building && next.began > (ok ?? t) && next.ok !== null && next.ok < t,
      ),
  );
}

/** Checks that users outside a conversation are sent no text and no reaction from after their leave. */
function leaversGetNothingNewer(facts: Indexed, away: Map<string, Absence[]>, expect: Expect): void {
  const sends = operationsByText(facts);
  const reacted = new Map<string, number[]>();
  for (const { act, person, began } of facts.operations)
    if (act.do === 'react' && act.on)
      at(reacted, `${act.c} ${act.message} ${act.emoji} ${person}`, () => [] as number[]).push(began);
  for (const { t, person, view, entries } of givenIn(facts))
    for (const { c, id, text, reactions } of entries) {
      const absence = absenceAt(away, c, person, t);
      if (!absence) continue;
      expect(
        (sends.get(text)?.began ?? 0) <= absence.left,
        'leak',
        () => `${view} was given "${text}" of ${c}, which ${person} had left`,
      );
      for (const reaction of reactions) {
        const times = reacted.get(`${c} ${id} ${reaction}`) ?? [];
        expect(
          times.length === 0 || times.some((each) => each <= absence.left),
          'leak',
          () => `${view} was given ${reaction} to "${text}" of ${c}, which ${person} had left`,
        );
      }
    }
}

/** Checks that users outside a conversation see its former members, and no number that depends on acts of others. */
function leaversSeeFormerMembers(facts: Indexed, away: Map<string, Absence[]>, expect: Expect): void {
  const strangers = createStrangers(facts, away);
  const latest = new Map<string, { head: number; version: number; members: string }>();
  for (const { t, person, view, conversations } of givenIn(facts))
    for (const { c, open, head, read, muted, version, members } of conversations) {
      const absence = absenceAt(away, c, person, t);
      if (!absence || open) continue;
      const now = { head, version, members: members.join(' ') };
      const before = at(latest, `${person} ${c} ${absence.left} ${read} ${muted}`, () => now);
      expect(
        before.head === now.head && before.version === now.version && before.members === now.members,
        'leak',
        () => `${view} was told ${JSON.stringify(now)} of ${c} after ${JSON.stringify(before)}, and had left`,
      );
      for (const member of members)
        expect(
          !strangers(c, member, absence),
          'leak',
          () => `${view} was told that ${member} is in ${c}, who came when ${person} had left`,
        );
    }
  for (const answer of facts.history) {
    // Any user may list the members of a public channel.
    if (answer.e !== 'members' || facts.places.doors.includes(answer.c)) continue;
    const { c, person, names, asked, t } = answer;
    const absence = absenceAt(away, c, person, t);
    if (!absence || asked <= absence.left) continue;
    for (const name of names)
      expect(
        !strangers(c, name, absence),
        'leak',
        () => `${person}, who had left ${c}, was told that ${name} is in it, who came later`,
      );
  }
}

/** Returns a function that tells whether a user was certainly outside a group during another user's whole leave. */
function createStrangers(facts: Indexed, away: Map<string, Absence[]>) {
  const firstCame = new Map<string, number>();
  for (const operation of facts.operations)
    if ((operation.act.do === 'add' || operation.act.do === 'join') && !operation.refused)
      firstCame.set(
        `${operation.act.c} ${whoCame(operation)}`,
        firstCame.get(`${operation.act.c} ${whoCame(operation)}`) ?? operation.began,
      );
  const members = new Map(facts.places.clubs.map((club) => [club.c, new Set(club.members)]));
  return (c: string, name: string, { leaving, left }: Absence) => {
    const first = members.get(c);
    if (first && !first.has(name) && (firstCame.get(`${c} ${name}`) ?? Infinity) > left) return true;
    return (away.get(c) ?? []).some(
      (absence) => absence.person === name && absence.left < leaving && absence.back > left,
    );
  };
}

/** Checks that users outside a conversation add no text to it by editing their messages there. */
function leaversEditNothing(facts: Indexed, away: Map<string, Absence[]>, expect: Expect): void {
  for (const { op, person, act, began, ok } of facts.operations) {
    if (act.do !== 'edit' || ok === null) continue;
    for (const { c } of facts.messages.get(act.message)?.places ?? []) {
      const absence = absenceAt(away, c, person, began);
      expect(
        !absence || ok >= absence.back,
        'leak',
        () => `${person} had left ${c} and still edited what they said there (${op})`,
      );
    }
  }
}

/** Checks that no message, new or edited, reaches the nearby feed of a user while one of the two blocks the other. */
function blockersGetNothingNearby(facts: Indexed, expect: Expect): void {
  const blocks = blocksBetween(facts);
  if (blocks.length === 0) return;
  const operations = operationsByText(facts);
  for (const { person, view, entries } of givenIn(facts))
    for (const { c, text } of entries) {
      if (facts.conversations.get(c)?.kind !== 'nearby') continue;
      const send = operations.get(text);
      if (!send || send.person === person) continue;
      const block = blocks.find(
        ({ two, from, to }) =>
          two.has(person) &&
          two.has(send.person) &&
          from < send.began &&
          (send.ok ?? Number.POSITIVE_INFINITY) < to,
      );
      expect(
        !block,
        'leak',
        () =>
          `${view} was given "${text}" nearby, said by ${send.person} when there was a block between them`,
      );
    }
}

/**
 * Checks that a user is told that another has read a message only if the other did, and at a time without a block between
 * them.
 */
function blockersGiveNoReceipts(facts: Indexed, expect: Expect): void {
  const blocks = blocksBetween(facts);
  const readings = new Map<string, { t: number; seq: number }[]>();
  const note = (person: string, c: string, reading: { t: number; seq: number }) =>
    at(readings, `${person} ${c}`, () => [] as { t: number; seq: number }[]).push(reading);
  for (const record of facts.history) if (record.e === 'reads') note(record.person, record.c, record);
  for (const { person, act, began } of facts.operations)
    if (act.do === 'mark') note(person, act.c, { t: began, seq: act.seq });
  for (const { t, person, view, receipts = [] } of givenIn(facts))
    for (const { c, read } of receipts) {
      const conversation = facts.conversations.get(c);
      const reader = conversation && ownersOf(conversation, facts.rows.users).find((name) => name !== person);
      if (read === 0 || !reader) continue;
      const since = Math.min(
        Number.POSITIVE_INFINITY,
        ...(readings.get(`${reader} ${c}`) ?? [])
          .filter(({ seq }) => seq >= read)
          .map((reading) => reading.t),
      );
      expect(
        since < t &&
          !blocks.some(({ two, from, to }) => two.has(person) && two.has(reader) && from < since && t < to),
        'leak',
        () =>
          `${view} was told that ${reader} has read ${c} up to ${read}, with a block between them or before it`,
      );
    }
}

/**
 * Returns the times in which a block was certainly in force between two users: from its acknowledgement until the
 * unblock was begun.
 */
function blocksBetween({ operations }: Indexed): { two: Set<string>; from: number; to: number }[] {
  const acts = operations.filter((operation) => operation.act.do === 'block' && !operation.refused);
  const by = (operation: Operation) =>
    operation.act.do === 'block' ? `${operation.person} ${operation.act.who}` : '';
  return acts.flatMap((operation) => {
    if (operation.act.do !== 'block' || !operation.act.blocked || operation.ok === null) return [];
    const own = acts.filter(
      (other) => by(other) === by(operation) && other.act.do === 'block' && !other.act.blocked,
    );
    const unsure = own.some(
      (other) =>
        other.began <= (operation.ok as number) && (other.ok ?? Number.POSITIVE_INFINITY) >= operation.began,
    );
    const to = Math.min(
      Number.POSITIVE_INFINITY,
      ...own.filter((other) => other.began > (operation.ok as number)).map((other) => other.began),
    );
    return unsure ? [] : [{ two: new Set([operation.person, operation.act.who]), from: operation.ok, to }];
  });
}

function* givenIn({ history }: Indexed) {
  for (const record of history) if (record.e === 'given') yield record;
}

/** Returns the operation of each text: a send or an edit, whose texts are all different. */
function operationsByText({ operations }: Indexed): Map<string, Operation> {
  return new Map(
    operations.flatMap((operation) =>
      operation.act.do === 'send' || operation.act.do === 'edit'
        ? [[operation.act.text, operation] as const]
        : [],
    ),
  );
}

/** Returns the seq of each message, by `<conversation> <message>`. */
function placesByMessage({ entries }: Indexed): Map<string, number> {
  const places = new Map<string, number>();
  for (const [c, messages] of entries) for (const [seq, id] of messages) places.set(`${c} ${id}`, seq);
  return places;
}

const absenceAt = (away: Map<string, Absence[]>, c: string, person: string, t: number) =>
  away.get(c)?.find((absence) => absence.person === person && absence.left < t && t < absence.back);
