import type { WireEntry } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { Node } from '@/server/node';
import { assertTogether } from '@/server/safety/policy';
import { namesIn } from '@/texts/read';
import { changeMessage } from './change';
import { membersNamed, refusalOf, spellings } from './mentions';
import { ownPlaces } from './policy';
import { directOthers } from './store/conversations';
import { rewrite } from './store/messages';
import { usersByName } from './store/users';

/**
 * Says a message of one's own differently, wherever it is; that it was edited, and when, is seen. Throws `not_found`,
 * `forbidden`, and `blocked` or `declined` where it was said to somebody who is kept apart.
 */
export async function editMessage(
  node: Node,
  { actor, messageId, text }: { actor: Actor; messageId: string; text: string },
): Promise<WireEntry[]> {
  assertUser(actor);
  node.limits.take('message', actor.userId);
  return changeMessage(node, actor, {
    messageId,
    async authorise(message, client) {
      const places = ownPlaces(actor, message);
      await assertTogether(client, actor.userId, await directOthers(client, actor.userId, places));
      return places;
    },
    async apply(client) {
      const names = namesIn(text);
      const named = membersNamed(names, await usersByName(client, spellings(names)));
      const refused = refusalOf(named);
      if (refused) throw refused;
      return rewrite(client, { messageId, text, mentions: named.map(({ userId }) => userId) });
    },
  });
}
