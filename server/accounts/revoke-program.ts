import type { AccountsContext } from './context';
import { hashSecret } from './secrets';
import { endProgramOf } from './store/programs';

/**
 * Ends the sign-in of a program and disconnects its sockets on every node. Whoever has one of its tokens may do so; an
 * unknown token changes nothing.
 */
export async function revokeProgram(
  app: Pick<AccountsContext, 'db' | 'revocations'>,
  { token }: { token: string },
): Promise<void> {
  const credentialId = await endProgramOf(app.db, hashSecret(token));
  if (credentialId !== null) await app.revocations.revoke([{ what: { credentialId }, reason: 'signed_out' }]);
}
