import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { WireAlert, WireIssued } from '@/protocol/alerts';
import type { OutboxRow } from '@/server/conversations/events';
import { insertOutbox } from '@/server/conversations/store/outbox';
import { usersByName } from '@/server/conversations/store/users';
import type { Reasoned } from './audience';
import type { AlertEvent } from './board';
import type { AlertsContext } from './context';
import type { LedgerEvent } from './ledger';
import { campusIn, coversArea } from './policy';
import { readEverybody, type StoredAlert, writeRevision } from './store/alerts';
import { type StoredDraft, setIssued } from './store/drafts';
import { officersWith } from './store/grants';
import { planHandovers } from './store/handovers';
import { appendLedger } from './store/ledger';
import { NO_NUMBERS, readNumbers } from './store/numbers';
import { readTold, settleTargets, type Told } from './store/targets';

type Client = Pick<PoolClient, 'query'>;

/** All who have a right read the console again when something changes there. */
const OFFICERS = ['drafter', 'approver', 'sole_operator', 'warden', 'auditor'] as const;

/** What was committed, and is announced after the commit. */
export interface Issued {
  event: AlertEvent;
  outbox: OutboxRow[];
}

/** A revision to store, with the people whom it adds to those who were told before. */
export interface Revision {
  alert: WireAlert;
  hash: string;
  draftedBy: string | null;
  approvedBy: string | null;
  audience: ReadonlyMap<string, Reasoned>;
  reviewDueAt?: Date;
  /** The draft that becomes it, and who decided that. */
  issues?: { draft: string; by: string };
  /** What the ledger has of it besides the alert, the revision and the hash. */
  entry: LedgerEvent;
}

/** Returns the alert that a draft becomes: revision 1 of a new one, or the next revision of `before`. */
export function alertOf(draft: StoredDraft, before: StoredAlert | null): WireAlert {
  const { content, kind, type, now } = draft;
  const { category, event, response, urgency, severity, certainty, texts, area } = content;
  const active = type !== 'all_clear';
  const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString();
  return {
    id: before?.id ?? randomUUID(),
    kind,
    revision: (before?.revision ?? 0) + 1,
    type,
    active,
    category,
    event,
    response,
    urgency,
    severity,
    certainty,
    texts,
    area,
    issued: before?.content.issued ?? now.toISOString(),
    at: now.toISOString(),
    nextUpdate: active ? inMinutes(content.nextUpdateMinutes) : null,
    expires: inMinutes(content.expiresMinutes),
  };
}

/**
 * Returns whom a draft adds to those who were told before. A live alert reaches whom it concerns, an exercise its group, a
 * test the officers of its area; an all-clear reaches nobody else than who was told.
 */
export async function audienceFor(
  app: AlertsContext,
  client: Client,
  { kind, type, content }: Pick<StoredDraft, 'kind' | 'type' | 'content'>,
): Promise<Map<string, Reasoned>> {
  if (type === 'all_clear') return new Map();
  const because = (userIds: Iterable<string>, reason: Reasoned['reason']) =>
    new Map([...userIds].map((userId): [string, Reasoned] => [userId, { reason, buildingId: null }]));
  switch (kind) {
    case 'live': {
      const everyone = content.severity === 'Extreme' ? await readEverybody(client) : undefined;
      return app.alerts.audienceOf(content.area, everyone);
    }
    case 'exercise': {
      const members = await usersByName(client, content.group);
      return because(
        [...members.values()].map(({ userId }) => userId),
        'group',
      );
    }
    case 'test': {
      const officers = await officersWith(client, OFFICERS);
      const campusOf = campusIn(app.places);
      return because(
        officers.filter((grant) => coversArea([grant], content.area, campusOf)).map(({ userId }) => userId),
        'officer',
      );
    }
  }
}

/** Stores a revision, whom it is for, its events and its entry in the ledger. The last statements of a transaction. */
export async function storeRevision(
  { alertChannels }: Pick<AlertsContext, 'alertChannels'>,
  client: Client,
  { entry, issues, ...revision }: Revision,
): Promise<Issued> {
  const { alert, hash, audience } = revision;
  if (alert.revision > 1) await settleTargets(client, [alert.id]);
  // None waits for another: under load a round trip takes longer than everything that the database does in it. None may
  // go on with another statement by itself, which would outlive the transaction when one of them fails.
  const [before, consoleChange] = await Promise.all([
    alert.revision > 1 ? readTold(client, alert.id) : {},
    consoleEvent(client),
    writeRevision(client, revision),
    issues && setIssued(client, issues.draft, { alertId: alert.id, approvedBy: issues.by }),
    planHandovers(
      client,
      alert,
      alertChannels.filter(({ kinds }) => kinds.includes(alert.kind)),
    ),
  ]);
  const event = { alert, told: withAudience(before, audience) };
  const [outbox] = await Promise.all([
    insertOutbox(client, [
      { to: 'nodes', body: { type: 'alert', ...event } },
      { to: 'nodes', body: consoleChange },
    ]),
    appendLedger(client, [{ ...entry, alert: alert.id, kind: alert.kind, revision: alert.revision, hash }]),
  ]);
  return { event, outbox };
}

/** Returns everyone who was told before, and whom a revision adds, by reason; of those who were told the reason stays. */
function withAudience(before: Told, audience: ReadonlyMap<string, Reasoned>): Told {
  const known = new Set(Object.values(before).flat());
  const told = new Map(Object.entries(before).map(([reason, userIds]) => [reason, [...userIds]]));
  for (const [userId, { reason }] of audience) {
    if (known.has(userId)) continue;
    const userIds = told.get(reason);
    if (userIds) userIds.push(userId);
    else told.set(reason, [userId]);
  }
  return Object.fromEntries(told);
}

/**
 * Runs a transaction that issues a revision, or finds one that was issued before, and delivers it. The transaction calls
 * `first` once it knows that an officer may do it: from then on messages wait. Returns what the officer is answered.
 */
export async function issueIn(
  app: AlertsContext,
  work: (client: PoolClient, first: () => void) => Promise<Issued | { alert: WireAlert }>,
): Promise<WireIssued> {
  let end = () => {};
  try {
    const result = await app.alertDb.transaction((client) =>
      work(client, () => {
        end = app.precedence.begin();
      }),
    );
    if (!('event' in result)) return await issuedOf(app, result.alert);
    deliver(app, result);
    end();
    return await settle(app, result.event.alert);
  } finally {
    end();
  }
}

/** Delivers a committed revision to this node's sessions, before anything else, and then to the other nodes. */
export function deliver(app: Pick<AlertsContext, 'alerts' | 'relay'>, { event, outbox }: Issued): void {
  app.alerts.apply(event);
  app.relay.publish(outbox, { first: true });
}

/** Stores whom a revision added. Returns the alert with its numbers. */
export async function settle(app: Pick<AlertsContext, 'db'>, alert: WireAlert): Promise<WireIssued> {
  await settleTargets(app.db.pool, [alert.id]);
  return issuedOf(app, alert);
}

/** Returns an alert with its numbers. */
export async function issuedOf(app: Pick<AlertsContext, 'db'>, alert: WireAlert): Promise<WireIssued> {
  const numbers = await readNumbers(app.db.pool, [alert.id]);
  return { alert, numbers: numbers.get(alert.id) ?? NO_NUMBERS };
}

/** Returns the event that tells all officers to read the console again. */
async function consoleEvent(client: Client) {
  const officers = await officersWith(client, OFFICERS);
  const userIds = [...new Set(officers.map(({ userId }) => userId))];
  return { type: 'alert_console' as const, userIds };
}

/** Commits that the console changed, in a transaction; the rows are published after the commit. */
export async function storeConsoleChange(client: Client): Promise<OutboxRow[]> {
  return insertOutbox(client, [{ to: 'nodes', body: await consoleEvent(client) }]);
}
