import type { Happening } from '../history';
import type { Seen } from '../windows';
import { at, type Indexed } from './facts';
import { type Finding, finding } from './finding';

/**
 * Milliseconds after a fault's end within which a connected session must have everything that was there at that end.
 */
const AGREED_WITHIN_MS = 5_000;

/**
 * For a fault, the milliseconds after its end, or after a session's reconnect, until the last connected session had
 * everything.
 */
export interface Agreement {
  id: number;
  what: string;
  ms: number;
}

/** A time in which a session was in sync with the server. */
interface Link {
  view: string;
  person: string;
  from: number;
  to: number;
}

/**
 * [D7] Checks that after each fault every connected session soon has the newest entries, and that at the end all agree
 * with the log.
 */
export function allAgree(facts: Indexed): { found: Finding; agreements: Agreement[] } {
  const { result, expect } = finding('D7');
  const agreements: Agreement[] = [];
  const links = linksOf(facts.history);
  const reached = new Map<string, { t: number; cursor: number }[]>();
  for (const { t, view, c, cursor } of facts.moves)
    at(reached, `${view} ${c}`, () => [] as { t: number; cursor: number }[]).push({ t, cursor });
  const faults = facts.history.filter((record) => record.e === 'fault').map(({ t }) => t);

  for (const healed of facts.history) {
    if (healed.e !== 'healed') continue;
    const next = faults.find((t) => t > healed.t) ?? Number.POSITIVE_INFINITY;
    let slowest = 0;
    for (const { view, person, from, to } of links) {
      const since = Math.max(healed.t, from);
      const until = Math.min(to, next);
      // A connection that ended sooner is checked after its reconnect instead.
      if (since > healed.t + 60_000 || since >= until) continue;
      for (const [c, head] of Object.entries(healed.heads[person] ?? {})) {
        const had = reached.get(`${view} ${c}`)?.find(({ cursor }) => cursor >= head)?.t;
        const ms = Math.max((had ?? Number.POSITIVE_INFINITY) - since, 0);
        if (ms > AGREED_WITHIN_MS && until - since <= AGREED_WITHIN_MS) continue;
        slowest = Math.max(slowest, ms);
        expect(
          ms <= AGREED_WITHIN_MS,
          had === undefined ? 'gap' : 'late',
          () => `${view} had ${c} up to ${head} ${howLate(ms)} "${healed.what}"`,
        );
      }
    }
    agreements.push({ id: healed.id, what: healed.what, ms: slowest });
  }
  tabsAgree(facts, expect);
  return { found: result, agreements };
}

const howLate = (ms: number) => (Number.isFinite(ms) ? `${Math.round(ms)} ms after` : 'never after');

function linksOf(history: Happening[]): Link[] {
  const links: Link[] = [];
  const ready = new Map<string, Link>();
  for (const record of history) {
    if (record.e !== 'link') continue;
    const known = ready.get(record.view);
    if (known) known.to = record.t;
    ready.delete(record.view);
    if (record.state !== 'ready') continue;
    const link = { view: record.view, person: record.person, from: record.t, to: Number.POSITIVE_INFINITY };
    links.push(link);
    ready.set(record.view, link);
  }
  return links;
}

/** Checks that every tab shows the current content of each message in the log, and so does a new session. */
function tabsAgree(facts: Indexed, expect: ReturnType<typeof finding>['expect']): void {
  const reactions = new Map<string, string[]>();
  for (const { c, message, reaction } of facts.rows.reactions)
    at(reactions, `${c} ${message}`, () => [] as string[]).push(reaction);
  for (const [where, windows] of [
    ['a tab', facts.windows],
    ['a new session', facts.api],
  ] as const)
    for (const { person, c, cursor, entries } of windows) {
      const head = facts.conversations.get(c)?.head ?? 0;
      if (facts.mayRead(person, c, head))
        expect(
          cursor >= head,
          'gap',
          () => `${where} of ${person} ends at ${cursor} of ${c}, which ends at ${head}`,
        );
      for (const entry of entries) {
        // A user who left before the change keeps the earlier version [C12].
        if (!facts.mayRead(person, c, facts.last.get(`${c} ${entry.id}`) ?? 0)) continue;
        if (mayKeepEarlierText(facts, c, person, entry)) continue;
        const wrong = differsFrom(facts, c, entry, reactions.get(`${c} ${entry.id}`) ?? []);
        expect(!wrong, 'stale', () => `${where} of ${person} shows of ${c} ${entry.seq} another ${wrong}`);
      }
    }
}

/**
 * Returns whether a feed may show an earlier text of the message: an edit does not reach the feed of a user while the
 * author blocks the user or is blocked.
 */
function mayKeepEarlierText(facts: Indexed, c: string, person: string, { id }: Seen): boolean {
  if (facts.conversations.get(c)?.kind !== 'nearby') return false;
  const sender = facts.messages.get(id)?.sender;
  return facts.operations.some(
    ({ act, person: blocker, refused }) =>
      act.do === 'block' &&
      act.blocked &&
      !refused &&
      ((blocker === person && act.who === sender) || (blocker === sender && act.who === person)),
  );
}

function differsFrom(facts: Indexed, c: string, seen: Seen, reactions: string[]): string | null {
  const stored = facts.messages.get(seen.id);
  if (!stored || facts.entries.get(c)?.get(seen.seq) !== seen.id) return 'message';
  if (stored.text !== seen.text || stored.deleted !== seen.deleted) return 'text';
  return seen.reactions.join() === reactions.sort().join() ? null : 'reaction';
}
