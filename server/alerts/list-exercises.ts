import type { WireExercise } from '@/protocol/alert-reports';
import type { UserActor } from '@/server/actor';
import type { AlertsContext } from './context';
import { covers, grantsFor } from './policy';
import { readEnds } from './store/alerts';
import { NO_NUMBERS, readNumbers } from './store/numbers';
import { readExercises } from './store/reports';

/** Returns the exercises and tests of a year in places that the actor's rights cover. Throws `forbidden`. */
export async function listExercises(
  app: AlertsContext,
  { actor, year }: { actor: UserActor; year: string },
): Promise<WireExercise[]> {
  const { pool } = app.db;
  const grants = await grantsFor(pool, actor, ['drafter', 'approver', 'auditor']);
  const exercises = (await readExercises(pool, Number(year))).filter(({ areas }) =>
    covers(app, grants, areas),
  );
  const ids = exercises.map(({ id }) => id);
  const [numbers, ends] = [await readNumbers(pool, ids), await readEnds(pool, ids)];
  return exercises.map(({ id, content, startedAt, notes }) => ({
    id,
    kind: content.kind as WireExercise['kind'],
    headline: content.texts.en.headline,
    area: content.area,
    issued: startedAt.toISOString(),
    ended: ends.get(id)?.toISOString() ?? null,
    numbers: numbers.get(id) ?? NO_NUMBERS,
    notes,
  }));
}
