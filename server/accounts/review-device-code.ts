import { fail } from '@/protocol/errors';
import type { Scope } from '@/protocol/scopes';
import type { Actor, UserActor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertBrowser } from './policy';
import { assertMayGive } from './program-tokens';
import { answerWaiting, findWaiting, type WaitingProgram } from './store/device-codes';

/**
 * Returns the program that waits for a sign-in under a code. Throws `not_found` when none does, `forbidden` unless a
 * browser is signed in, and `rate_limited` when the actor tries many codes.
 */
export async function reviewDeviceCode(
  app: AccountsContext,
  { actor, code }: { actor: Actor; code: string },
): Promise<{ client: string; scopes: Scope[]; at: string }> {
  assertBrowser(actor);
  const { at, ...program } = await waitingUnder(app, actor, code);
  return { ...program, at: at.toISOString() };
}

/**
 * Allows or refuses the sign-in of the program that waits under a code. Throws `not_found` when none does, `forbidden`
 * for scopes that the actor may not give, and `rate_limited`.
 */
export async function answerDeviceCode(
  app: AccountsContext,
  { actor, code, allow }: { actor: Actor; code: string; allow: boolean },
): Promise<void> {
  assertBrowser(actor);
  const { scopes } = await waitingUnder(app, actor, code);
  if (allow) assertMayGive(actor, scopes);
  const isAnswered = await answerWaiting(app.db, {
    userCode: code,
    userId: actor.userId,
    signInId: actor.credentialId,
    allowed: allow,
  });
  if (!isAnswered) throw noProgram();
}

/** Counts the attempt as one at a password, and takes it back if a program waits. */
async function waitingUnder(
  { db, limits }: AccountsContext,
  { userId }: UserActor,
  code: string,
): Promise<WaitingProgram> {
  limits.take('password', `code ${userId}`);
  const program = await findWaiting(db.pool, code);
  if (!program) throw noProgram();
  limits.giveBack('password', `code ${userId}`);
  return program;
}

const noProgram = () =>
  fail(
    'not_found',
    'No program waits under this code. Look at the code again, or begin anew in the program.',
    {
      field: 'code',
    },
  );
