import { fail } from '@/protocol/errors';
import type { AccountsContext } from './context';
import { hashPassword } from './passwords';
import { hashSecret, newSecret } from './secrets';
import { setEmail } from './store/email-addresses';
import { findLocalAccount, replacePassword } from './store/identities';
import { findPasswordReset, insertPasswordReset, takePasswordReset } from './store/password-resets';
import { assertStrong } from './strength';

/** Minutes for which the link in the mail is valid. */
const LINK_MINUTES = 30;

/**
 * Mails a link with which the owner of a local account sets a new password. Answers the same, at the same time, for an
 * account that does not exist. Throws `forbidden` where no e-mail is sent, and `rate_limited` by IP address and account.
 */
export async function requestPasswordReset(
  app: AccountsContext,
  { username, clientIp }: { username: string; clientIp: string },
): Promise<void> {
  const { mailServer, limits, log } = app;
  if (!app.config.localAccounts || !mailServer)
    throw fail('forbidden', 'This Quad sends no e-mail. Ask its operator for a new password.');
  limits.take('passwordAddress', clientIp);
  limits.take('password', `reset ${username}`);
  const account = await findLocalAccount(app.db, username);
  // Not awaited: how long it takes would say whether the account exists.
  if (account)
    void mailLink(app, mailServer, account).catch((err: unknown) =>
      log.warn({ err }, 'a mail for a forgotten password was not sent'),
    );
}

async function mailLink(
  { db, publicUrl }: AccountsContext,
  mailServer: NonNullable<AccountsContext['mailServer']>,
  { userId, username, email }: { userId: string; username: string; email: string },
): Promise<void> {
  const code = newSecret('qp');
  const hash = hashSecret(code);
  await insertPasswordReset(db, { hash, userId, minutes: LINK_MINUTES });
  // The part after `#` reaches no server and no log.
  const text = [
    `Olá ${username},`,
    `para escolher outra palavra-passe no Quad, abra esta ligação nos próximos ${LINK_MINUTES} minutos. Se não a pediu, não faça nada.`,
    `Hello ${username},`,
    `to choose another password for Quad, open this link within ${LINK_MINUTES} minutes. If you did not ask for it, do nothing.`,
    `${publicUrl}/reset-password#${code}`,
  ].join('\n\n');
  const subject = 'Quad: palavra-passe / password';
  await mailServer.send({ subject, text, id: `password-${hash.toString('hex').slice(0, 32)}` }, [email]);
}

/**
 * Sets a new password with the code of a mailed link, which is then used up. Ends all sign-ins of the user. Throws
 * `not_found` for a code that is unknown, expired or used, and `weak_password`.
 */
export async function resetForgottenPassword(
  app: AccountsContext,
  { code, password, clientIp }: { code: string; password: string; clientIp: string },
): Promise<{ signedOut: number }> {
  app.limits.take('passwordAddress', clientIp);
  const hash = hashSecret(code);
  const account = await findPasswordReset(app.db, hash);
  if (!account) throw noReset();
  const { userId, username, name, email } = account;
  await assertStrong({ password, about: [username, name, email, ...email.split('@')] }, 'password');
  const passwordHash = await hashPassword(password);
  const ended = await app.db.transaction(async (client) => {
    if (!(await takePasswordReset(client, hash))) throw noReset();
    // The mail has arrived there.
    await setEmail(client, userId, { email, verified: true });
    return replacePassword(client, { userId, passwordHash, keepSignInId: null });
  });
  await app.revocations.revoke(ended.map((credentialId) => ({ what: { credentialId }, reason: 'revoked' })));
  return { signedOut: ended.length };
}

const noReset = () =>
  fail('not_found', 'This link is not valid any more. Ask for another one.', { field: 'code' });
