import type { WireTemplate } from '@/protocol/alerts';
import type { UserActor } from '@/server/actor';
import type { AlertsContext } from './context';
import { grantsFor } from './policy';
import { readNames } from './store/people';
import { currentTemplates, type Template } from './templates/current';

/** Returns a template as officers see it. */
export function presentTemplate(
  { writtenBy, ...template }: Template,
  names: ReadonlyMap<string, { id: string; name: string }>,
): WireTemplate {
  return { ...template, by: writtenBy === null ? null : (names.get(writtenBy) ?? null) };
}

/** Returns the templates in use, and newer versions that nobody has approved. Throws `forbidden`. */
export async function listTemplates(
  app: Pick<AlertsContext, 'db'>,
  { actor }: { actor: UserActor },
): Promise<WireTemplate[]> {
  const { pool } = app.db;
  await grantsFor(pool, actor, ['drafter', 'approver', 'sole_operator', 'auditor']);
  const templates = await currentTemplates(pool);
  const names = await readNames(
    pool,
    templates.map(({ writtenBy }) => writtenBy),
  );
  return templates.map((template) => presentTemplate(template, names));
}
