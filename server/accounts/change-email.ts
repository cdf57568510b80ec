import { fail } from '@/protocol/errors';
import type { Actor } from '@/server/actor';
import type { MailServer } from '@/server/mail/mail';
import { confirmPassword } from './confirm-password';
import type { AccountsContext } from './context';
import { hashSecret, newSecret } from './secrets';
import { insertEmailVerification, setEmail, takeEmailVerification } from './store/email-addresses';

/** Hours for which the link in the mail is valid. */
const LINK_HOURS = 24;

/**
 * Mails a link to a new e-mail address of the actor's local account, or to the present one. The account gets the address
 * when the link is opened; where no e-mail is sent, at once. Returns whether a link was mailed. Throws the errors of
 * `confirmPassword`, `rate_limited` by user and by address, `bad_request` for an address that the mail server refuses,
 * and `unavailable` if the mail server fails.
 */
export async function changeEmail(
  app: AccountsContext,
  change: { actor: Actor; email: string; password: string },
): Promise<{ mailed: boolean }> {
  const { actor, account } = await confirmPassword(app, { ...change, field: 'password' });
  const { email } = change;
  app.limits.take('identity', actor.userId);
  if (!app.mailServer) {
    await app.db.transaction((client) => setEmail(client, actor.userId, { email, verified: false }));
    return { mailed: false };
  }
  await mailEmailLink(app, app.mailServer, { ...account, email });
  return { mailed: true };
}

/**
 * Mails the link that verifies an address. Throws `rate_limited` by address, `bad_request` for an address that the mail
 * server refuses, and `unavailable` if it fails.
 */
export async function mailEmailLink(
  { db, limits, log, publicUrl }: AccountsContext,
  mailServer: MailServer,
  { userId, username, email }: { userId: string; username: string; email: string },
): Promise<void> {
  limits.take('identity', `mail ${email.toLowerCase()}`);
  const code = newSecret('qe');
  const hash = hashSecret(code);
  await insertEmailVerification(db, { hash, userId, email, hours: LINK_HOURS });
  // The part after `#` reaches no server and no log.
  const text = [
    `Olá ${username},`,
    `para confirmar que este endereço é seu, abra esta ligação nas próximas ${LINK_HOURS} horas. Se não a pediu, não faça nada.`,
    `Hello ${username},`,
    `to confirm that this address is yours, open this link within ${LINK_HOURS} hours. If you did not ask for it, do nothing.`,
    `${publicUrl}/verify-email#${code}`,
  ].join('\n\n');
  const mail = { subject: 'Quad: endereço de e-mail / e-mail address', text, id: `email-${idOf(hash)}` };
  const taken = await mailServer.send(mail, [email]).catch((err: unknown) => {
    log.warn({ err }, 'a mail with a link that verifies an address was not sent');
    throw fail('unavailable', 'The e-mail could not be sent. Try again later.', { retryAfter: 60 });
  });
  if (!taken.has(email))
    throw fail('bad_request', 'The mail server does not accept this address.', { field: 'email' });
}

/**
 * Verifies an e-mail address with the code of a mailed link, which is then used up. A former address is told that the
 * account has another one. Throws `not_found` for a code that is unknown, expired or used, and `rate_limited` by IP
 * address.
 */
export async function verifyEmail(
  app: AccountsContext,
  { code, clientIp }: { code: string; clientIp: string },
): Promise<void> {
  app.limits.take('passwordAddress', clientIp);
  const hash = hashSecret(code);
  const changed = await app.db.transaction((client) => takeEmailVerification(client, hash));
  if (!changed)
    throw fail('not_found', 'This link is not valid any more. Ask for another one.', { field: 'code' });
  const { username, former, email } = changed;
  if (former === email || !app.mailServer) return;
  const text = [
    `Olá ${username},`,
    'a sua conta no Quad tem agora outro endereço de e-mail. Se não foi você, escreva a quem gere o Quad.',
    `Hello ${username},`,
    'your account on Quad has another e-mail address now. If this was not you, write to the people who run Quad.',
    app.publicUrl,
  ].join('\n\n');
  const mail = { subject: 'Quad: endereço de e-mail / e-mail address', text, id: `former-${idOf(hash)}` };
  // The address is changed, whatever the mail server does.
  void app.mailServer
    .send(mail, [former])
    .catch((err: unknown) => app.log.warn({ err }, 'a former address was not told of the change'));
}

const idOf = (hash: Buffer) => hash.toString('hex').slice(0, 32);
