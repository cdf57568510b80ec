import type { TemplateContent, WireTemplate } from '@/protocol/alerts';
import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import { hashOf } from './canonical';
import type { AlertsContext } from './context';
import { presentTemplate } from './list-templates';
import { grantsFor } from './policy';
import { appendLedger } from './store/ledger';
import { insertTemplate } from './store/templates';
import { undeclaredVariables } from './templates/render';

/**
 * Writes a new version of a template, which is used once another officer has approved it. Templates are for all places, so
 * the right must be for everywhere. Throws `forbidden`, and `conflict` for a text with an undeclared variable.
 */
export async function saveTemplate(
  app: Pick<AlertsContext, 'db'>,
  { actor, name, content }: { actor: UserActor; name: string; content: TemplateContent },
): Promise<WireTemplate> {
  const [undeclared] = undeclaredVariables(content);
  if (undeclared !== undefined)
    throw fail('conflict', `The texts use {${undeclared}}, which is not declared.`, {
      field: 'content.texts',
    });
  const hash = hashOf(content);
  const stored = await app.db.transaction(async (client) => {
    const grants = await grantsFor(client, actor, ['drafter', 'approver']);
    if (!grants.some(({ place }) => place === ''))
      throw fail('forbidden', 'Templates need a right for all places.');
    const template = await insertTemplate(client, { name, content, hash, writtenBy: actor.userId });
    if (!template) throw fail('conflict', 'Somebody else is writing a version of it. Look at it again.');
    const { version } = template;
    await appendLedger(client, [{ type: 'template', name, version, hash, by: actor.userId }]);
    return template;
  });
  const { approvedBy, ...template } = stored;
  return presentTemplate(
    { ...template, approved: approvedBy !== null },
    new Map([[actor.userId, { id: actor.username, name: actor.name }]]),
  );
}
