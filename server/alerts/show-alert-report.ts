import type { WireAlertReport } from '@/protocol/alert-reports';
import type { UserActor } from '@/server/actor';
import type { AlertsContext } from './context';
import { buildingNamed } from './present-incident';
import { showAlertRecord } from './show-alert-record';
import { readDecisions, readExerciseNotes, readReportCounts, readRollCalls } from './store/reports';

/**
 * Returns the report of an alert or an exercise: its record, and the times, the segments and what was not reached. Throws
 * `not_found`, `forbidden`.
 */
export async function showAlertReport(
  app: AlertsContext,
  { actor, id }: { actor: UserActor; id: string },
): Promise<WireAlertReport> {
  const { pool } = app.db;
  const record = await showAlertRecord(app, { actor, id });
  const { segments, times, notSeen } = await readReportCounts(pool, id);
  return {
    ...record,
    ended: record.alert.active ? null : record.alert.at,
    decisions: await readDecisions(pool, id),
    times,
    segments: segments.map(({ buildingId, ...segment }) => ({
      ...segment,
      building: buildingNamed(app, buildingId),
    })),
    notSeen,
    rollCalls: await readRollCalls(pool, id),
    exercise: await readExerciseNotes(pool, id),
  };
}
