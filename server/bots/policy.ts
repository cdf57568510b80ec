import { fail } from '@/protocol/errors';
import { assertAdministrator, assertUser } from '@/server/accounts/policy';
import type { Actor, BotActor } from '@/server/actor';
import type { BotsContext } from './context';
import { botOfHook } from './hook-store';
import { ownerOfBot } from './store';

/** Throws `forbidden` for a guest: a bot needs an owner whose account outlives a day. */
export function assertMayRegister(actor: Actor): asserts actor is Extract<Actor, { kind: 'user' }> {
  assertUser(actor);
  if (actor.guest) throw fail('forbidden', 'Guests cannot register bots. Sign in with a permanent account.');
}

export const assertMayAuthorise: (actor: Actor) => asserts actor is Extract<Actor, { kind: 'user' }> =
  assertAdministrator;

/** Throws `forbidden` unless a user lists their own bots or an administrator lists all. */
export function assertMayList(actor: Actor, own: boolean): asserts actor is Extract<Actor, { kind: 'user' }> {
  if (own) assertUser(actor);
  else assertAdministrator(actor);
}

/**
 * Throws `not_found` unless the bot is the actor's own or the actor is an administrator. Returns the internal id of an
 * administrator who manages another user's bot; null for the owner.
 */
export async function assertMayManage(
  app: Pick<BotsContext, 'db'>,
  actor: Actor,
  id: string,
): Promise<string | null> {
  assertUser(actor);
  const ownerId = await ownerOfBot(app.db, id);
  const mayManage = ownerId === actor.userId || actor.administrator;
  if (ownerId === null || !mayManage) throw fail('not_found', `You have no bot ${id}.`, { field: 'id' });
  return ownerId === actor.userId ? null : actor.userId;
}

/** Returns the id of the bot of a webhook. Throws `not_found` unless the actor may manage that bot. */
export async function botOfManagedHook(
  app: Pick<BotsContext, 'db'>,
  actor: Actor,
  id: string,
): Promise<string> {
  return botOfManaged(app, actor, await botOfHook(app.db, id));
}

/**
 * Returns the id of the bot of a webhook or a schedule, which is null for an unknown one. Throws `not_found` unless the
 * actor may manage that bot.
 */
export async function botOfManaged(
  app: Pick<BotsContext, 'db'>,
  actor: Actor,
  botId: string | null,
  kind: 'webhook' | 'schedule' = 'webhook',
): Promise<string> {
  assertUser(actor);
  const ownerId = botId === null ? null : await ownerOfBot(app.db, botId);
  if (botId === null || ownerId === null || (ownerId !== actor.userId && !actor.administrator))
    throw fail('not_found', `You have no such ${kind}.`, { field: 'id' });
  return botId;
}

/** Throws `unauthenticated` unless the actor is the bot with this id: a bot sends and connects for itself only. */
export function assertIsBot(actor: Actor | null, id: string): asserts actor is BotActor {
  if (actor?.kind !== 'bot' || actor.botId !== id) {
    throw fail('unauthenticated', 'Send the token that /API/bot/auth returned for this bot, or its secret.');
  }
}
