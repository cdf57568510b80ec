import type { WireTemplate } from '@/protocol/alerts';
import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import type { AlertsContext } from './context';
import { presentTemplate } from './list-templates';
import { grantsFor } from './policy';
import { appendLedger } from './store/ledger';
import { readNames } from './store/people';
import { setApproved } from './store/templates';
import { currentTemplates } from './templates/current';

/**
 * Approves the newest version of a template, by its hash, so that it is used from now on. Throws `forbidden`, `not_found`
 * when there is none to approve, and `conflict` when the actor wrote it or it changed since.
 */
export async function approveTemplate(
  app: Pick<AlertsContext, 'db'>,
  { actor, name, hash }: { actor: UserActor; name: string; hash: string },
): Promise<WireTemplate> {
  return app.db.transaction(async (client) => {
    const grants = await grantsFor(client, actor, ['approver']);
    if (!grants.some(({ place }) => place === ''))
      throw fail('forbidden', 'Templates need a right for all places.');
    const template = (await currentTemplates(client, name)).find(({ approved }) => !approved);
    if (!template) throw fail('not_found', `No version of ${name} needs approval.`, { field: 'name' });
    if (template.hash !== hash)
      throw fail('conflict', 'The template has changed since. Look at it again.', { field: 'hash' });
    if (template.writtenBy === actor.userId)
      throw fail('conflict', 'Another person than its writer approves a template.');
    await setApproved(client, template, actor.userId);
    const names = await readNames(client, [template.writtenBy]);
    const { version } = template;
    await appendLedger(client, [{ type: 'approve_template', name, version, hash, by: actor.userId }]);
    return presentTemplate({ ...template, approved: true }, names);
  });
}
