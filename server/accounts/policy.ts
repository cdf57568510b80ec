import { fail } from '@/protocol/errors';
import type { RequiredScope } from '@/protocol/scopes';
import type { Actor, UserActor } from '@/server/actor';

/** Throws `forbidden` unless the actor is a user. */
export function assertUser(actor: Actor): asserts actor is UserActor {
  if (actor.kind !== 'user') throw fail('forbidden', 'Only a user can do this, not a bot.');
}

/** Throws `forbidden` unless the actor is a user who is signed in in a browser. */
export function assertBrowser(actor: Actor): asserts actor is UserActor {
  assertUser(actor);
  if (actor.via !== 'sign-in') throw fail('forbidden', 'Only a signed-in browser can do this.');
}

/** Throws `forbidden` unless the actor is an administrator whose credential has the scope `admin`. */
export function assertAdministrator(actor: Actor): asserts actor is UserActor {
  assertUser(actor);
  if (!actor.administrator) throw fail('forbidden', 'Only an administrator can do this.');
  assertScope(actor, 'admin');
}

/** Throws `forbidden`, naming the missing scope, unless the user's credential has it. */
export function assertScope({ scopes }: UserActor, needed: RequiredScope): void {
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

/** Throws `conflict` for a guest: anybody can become a guest, and an administrator can do everything. */
export function assertMayAdminister(user: { username: string; guest: boolean }): void {
  if (user.guest)
    throw fail('conflict', `${user.username} is a guest, and a guest cannot be an administrator.`);
}
