import type { Needed } from '@/protocol/scopes';
import type { Actor, UserActor } from '@/server/actor';
import { fail } from '@/server/errors';

/** Throws `forbidden` unless the actor is a person. */
export function assertUser(actor: Actor): asserts actor is UserActor {
  if (actor.kind !== 'user') throw fail('forbidden', 'Only a user can do this, not a bot.');
}

/** Throws `forbidden` unless the actor is an administrator, and shows it by a credential that reaches that far. */
export function assertAdministrator(actor: Actor): asserts actor is UserActor {
  assertUser(actor);
  if (!actor.administrator) throw fail('forbidden', 'Only an administrator can do this.');
  assertScope(actor, 'admin');
}

/** Throws `forbidden`, naming what is missing, unless the person's credential reaches that far. */
export function assertScope({ scopes }: UserActor, needed: Needed): void {
  if (scopes === 'all') return;
  if (needed === 'all')
    throw fail(
      'forbidden',
      "No scope allows this. It needs a signed-in browser, or an operator's token with all rights.",
      {
        challenge: 'error="insufficient_scope"',
      },
    );
  if (!scopes.has(needed))
    throw fail(
      'forbidden',
      `The token lacks the scope "${needed}". Make one that has it, on your profile page.`,
      { challenge: `error="insufficient_scope", scope="${needed}"` },
    );
}

/** Throws `conflict` for a guest: who anybody can be must not be able to do everything. */
export function assertMayAdminister(user: { username: string; guest: boolean }): void {
  if (user.guest)
    throw fail('conflict', `${user.username} is a guest, and a guest cannot be an administrator.`);
}
