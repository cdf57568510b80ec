import type { AlertRole } from '@/protocol/alert-kinds';
import type { WireConsole } from '@/protocol/alerts';
import type { UserActor } from '@/server/actor';
import { usersByName } from '@/server/conversations/store/users';
import { KNOWN_HOURS } from './board';
import { readCapMessages } from './cap/read-messages';
import type { AlertsContext } from './context';
import { covers, grantsFor, reachOf, touches } from './policy';
import { presentDraft } from './present-draft';
import { presentIncident } from './present-incident';
import { readRecent } from './store/alerts';
import { readOpenDrafts } from './store/drafts';
import { readGrants } from './store/grants';
import { NO_NUMBERS, readNumbers } from './store/numbers';
import { readIncidents, readNames } from './store/people';

/** Rights by which an officer reads what is not issued. */
const READERS = new Set<AlertRole>(['drafter', 'approver', 'sole_operator', 'auditor']);

/**
 * Returns what concerns an officer: rights; open drafts that a right covers; alerts, with their numbers, of which a right
 * is for a place; the incidents there, and those without a place; messages of other authorities. Throws `forbidden`.
 */
export async function showConsole(app: AlertsContext, { actor }: { actor: UserActor }): Promise<WireConsole> {
  const { pool } = app.db;
  const rights = await grantsFor(pool, actor, ['drafter', 'approver', 'sole_operator', 'warden', 'auditor']);
  const [grants, allDrafts, allAlerts, incidents] = await Promise.all([
    readGrants(pool, { userId: actor.userId }),
    readOpenDrafts(pool),
    readRecent(pool, KNOWN_HOURS),
    readIncidents(pool, { buildings: reachOf(app, rights).buildings }),
  ]);
  const reading = rights.filter(({ role }) => READERS.has(role));
  const drafts = allDrafts.filter(({ content }) => covers(app, reading, [content.area]));
  const alerts = allAlerts.filter(({ areas }) => touches(app, rights, areas));
  const names = await readNames(
    pool,
    drafts.map(({ draftedBy }) => draftedBy),
  );
  const members = await usersByName(
    pool,
    drafts.flatMap(({ content }) => content.group),
  );
  const numbers = await readNumbers(
    pool,
    alerts.map(({ id }) => id),
  );
  return {
    grants,
    drafts: drafts.map((draft) => presentDraft(draft, names, members)),
    alerts: alerts.map(({ id, content, reviewDueAt, reviewedBy, now }) => ({
      alert: content,
      numbers: numbers.get(id) ?? NO_NUMBERS,
      overdue: content.nextUpdate !== null && Date.parse(content.nextUpdate) < now.getTime(),
      reviewDue: reviewedBy === null ? (reviewDueAt?.toISOString() ?? null) : null,
    })),
    capMessages: await readCapMessages(app, reading),
    incidents: incidents.map((incident) => presentIncident(app, incident)),
  };
}
