import type { WireConsole } from '@/protocol/alerts';
import type { UserActor } from '@/server/actor';
import { KNOWN_HOURS } from './board';
import type { AlertsContext } from './context';
import { grantsFor } from './policy';
import { presentDraft } from './present-draft';
import { presentIncident } from './present-incident';
import { readRecent } from './store/alerts';
import { readOpenDrafts } from './store/drafts';
import { readGrants } from './store/grants';
import { NO_NUMBERS, readNumbers } from './store/numbers';
import { readIncidents, readNames } from './store/people';

/** Returns what an officer sees: rights, open drafts, alerts with their numbers, incidents. Throws `forbidden`. */
export async function showConsole(app: AlertsContext, { actor }: { actor: UserActor }): Promise<WireConsole> {
  const { pool } = app.db;
  await grantsFor(pool, actor, ['drafter', 'approver', 'sole_operator', 'warden', 'auditor']);
  const [grants, drafts, alerts, incidents] = await Promise.all([
    readGrants(pool, { userId: actor.userId }),
    readOpenDrafts(pool),
    readRecent(pool, KNOWN_HOURS),
    readIncidents(pool),
  ]);
  const names = await readNames(
    pool,
    drafts.map(({ draftedBy }) => draftedBy),
  );
  const numbers = await readNumbers(
    pool,
    alerts.map(({ id }) => id),
  );
  return {
    grants,
    drafts: drafts.map((draft) => presentDraft(draft, names)),
    alerts: alerts.map(({ id, content, reviewDueAt, reviewedBy, now }) => ({
      alert: content,
      numbers: numbers.get(id) ?? NO_NUMBERS,
      overdue: content.nextUpdate !== null && Date.parse(content.nextUpdate) < now.getTime(),
      reviewDue: reviewedBy === null ? (reviewDueAt?.toISOString() ?? null) : null,
    })),
    incidents: incidents.map((incident) => presentIncident(app, incident)),
  };
}
