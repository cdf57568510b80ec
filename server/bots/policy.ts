import { assertAdministrator, assertUser } from '@/server/accounts/policy';
import type { Actor, BotActor } from '@/server/actor';
import { fail } from '@/server/errors';

/** A bot is a person's responsibility, and that person must be there longer than a day. */
export function assertMayRegister(actor: Actor): asserts actor is Extract<Actor, { kind: 'user' }> {
  assertUser(actor);
  if (actor.guest) throw fail('forbidden', 'Guests cannot register bots. Sign in with a permanent account.');
}

export const assertMayAuthorise: (actor: Actor) => asserts actor is Extract<Actor, { kind: 'user' }> =
  assertAdministrator;

/** Everybody may list their own; administrators all. */
export function assertMayList(actor: Actor, own: boolean): asserts actor is Extract<Actor, { kind: 'user' }> {
  if (own) assertUser(actor);
  else assertAdministrator(actor);
}

/** A bot speaks and connects for itself only. Throws `unauthenticated` when it did not prove which bot it is. */
export function assertIsBot(actor: Actor | null, id: string): asserts actor is BotActor {
  if (actor?.kind !== 'bot' || actor.botId !== id) {
    throw fail('unauthenticated', 'Send the token that /API/bot/auth returned for this bot, or its secret.');
  }
}
