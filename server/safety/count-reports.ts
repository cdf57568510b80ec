import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { Node } from '@/server/node';
import { countOpen } from './store/reports';

/** How many reports are open. Administrators only. */
export async function countReports(node: Pick<Node, 'db'>, { actor }: { actor: Actor }): Promise<number> {
  assertAdministrator(actor);
  return countOpen(node.db);
}
