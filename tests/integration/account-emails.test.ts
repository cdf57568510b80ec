import { EventEmitter, once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { authenticateSignIn } from '@/server/accounts/authenticate-sign-in';
import { changeEmail, verifyEmail } from '@/server/accounts/change-email';
import { changePassword } from '@/server/accounts/change-password';
import { findPeople } from '@/server/accounts/find-people';
import { requestPasswordReset, resetForgottenPassword } from '@/server/accounts/forgotten-password';
import { registerLocalAccount } from '@/server/accounts/register-local-account';
import { showIdentity } from '@/server/accounts/show-identity';
import { signInLocal } from '@/server/accounts/sign-in-local';
import { updateProfile } from '@/server/accounts/update-profile';
import type { UserActor } from '@/server/actor';
import { createLimits, type Limit, type Rate } from '@/server/limits';
import type { Mail, MailServer } from '@/server/mail/mail';
import { withCores } from '@/tests/support/suite';

const { core } = withCores();

/** Returns commands' context with local accounts and a mail server of the test, which keeps what it takes. */
function withMail(failure?: () => Promise<Set<string>>) {
  const arrived = new EventEmitter();
  const mails: (Mail & { to: string })[] = [];
  const mailServer: MailServer = {
    async send(mail, [to = '']) {
      if (failure) return failure();
      mails.push({ ...mail, to });
      arrived.emit('mail');
      return new Set([to]);
    },
    async check() {},
  };
  /** Returns the first mail for an address whose text contains this, when it is there. */
  async function mailed(to: string, text: string): Promise<Mail & { to: string }> {
    for (;;) {
      const found = mails.find((mail) => mail.to === to && mail.text.includes(text));
      if (found) return found;
      await once(arrived, 'mail');
    }
  }
  const { config } = core.app;
  const usernames = { ...config.usernames, fenix: /^ist\d+$/ };
  const app = { ...core.app, config: { ...config, localAccounts: true, usernames }, mailServer };
  return { app, mails, mailed };
}

const PASSWORD = 'three blue cats on it';
const clientIp = '192.0.2.1';

/** Creates a local account; returns its user as signed in in a browser. */
async function localUser(app: ReturnType<typeof withMail>['app'], username: string): Promise<UserActor> {
  const email = `${username}@example.edu`;
  await registerLocalAccount(app, { username, name: 'Ana', email, password: PASSWORD, clientIp });
  const { signInId } = await signInLocal(app, { username, password: PASSWORD, clientIp, userAgent: '' });
  return authenticateSignIn(app, { signInId });
}

const codeIn = ({ text }: Mail) => /#(q[pe]_[\w-]+)/.exec(text)?.[1] ?? '';

test('[A46] a forgotten password is replaced by a mailed link, once', async () => {
  const { app, mails, mailed } = withMail();
  const username = 'ana.forgets';
  const actor = await localUser(app, username);
  await requestPasswordReset(app, { username: 'nobody.at-all', clientIp });
  await requestPasswordReset(app, { username, clientIp });
  const code = codeIn(await mailed('ana.forgets@example.edu', '/reset-password#'));
  expect(new Set(mails.map(({ to }) => to))).toEqual(new Set(['ana.forgets@example.edu']));
  const reset = (password: string) => resetForgottenPassword(app, { code, password, clientIp });
  await expect(reset('12345678')).rejects.toMatchObject({ code: 'weak_password', field: 'password' });
  expect(await reset('four green dogs in the yard')).toEqual({ signedOut: 1 });
  await expect(reset('five red birds on the wire')).rejects.toMatchObject({ code: 'not_found' });
  // The link came to the address, so it is verified, too.
  expect(await showIdentity(app, { actor })).toMatchObject({ emailVerified: true });
  const signIn = (password: string) => signInLocal(app, { username, password, clientIp, userAgent: '' });
  await expect(signIn(PASSWORD)).rejects.toMatchObject({ code: 'unauthenticated' });
  expect((await signIn('four green dogs in the yard')).signInId).toBeDefined();
  // Without e-mail nobody waits for a link.
  await expect(
    requestPasswordReset({ ...app, mailServer: null }, { username, clientIp }),
  ).rejects.toMatchObject({ code: 'forbidden' });
});

describe('[A47] the e-mail address of a local account', () => {
  const verify = (app: ReturnType<typeof withMail>['app'], code: string) =>
    verifyEmail(app, { code, clientIp });

  test('is verified by a mailed link, and replaced by the link at the new one, whose former address is told', async () => {
    const { app, mailed } = withMail();
    const actor = await localUser(app, 'ana.moves');
    const [old, other] = ['ana.moves@example.edu', 'ana.moved@example.org'];
    expect(await showIdentity(app, { actor })).toMatchObject({ email: old, emailVerified: false });
    await verify(app, codeIn(await mailed(old, '/verify-email#')));
    expect(await showIdentity(app, { actor })).toMatchObject({ email: old, emailVerified: true });

    const change = (password: string) => changeEmail(app, { actor, email: other, password });
    await expect(change('not that one')).rejects.toMatchObject({ code: 'forbidden', field: 'password' });
    expect(await change(PASSWORD)).toEqual({ mailed: true });
    await requestPasswordReset(app, { username: 'ana.moves', clientIp });
    const reset = codeIn(await mailed(old, '/reset-password#'));
    expect(await showIdentity(app, { actor })).toMatchObject({ email: old });
    const code = codeIn(await mailed(other, '/verify-email#'));
    await verify(app, code);
    expect(await showIdentity(app, { actor })).toMatchObject({ email: other, emailVerified: true });
    expect((await mailed(old, 'another e-mail address')).text).not.toContain(other);
    await expect(verify(app, code)).rejects.toMatchObject({ code: 'not_found', field: 'code' });
    // What was mailed to the former address sets no password any more.
    await expect(
      resetForgottenPassword(app, { code: reset, password: 'four green dogs in the yard', clientIp }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  test('stays if the link has expired, was replaced by another, or the password was changed meanwhile', async () => {
    const { app, mails, mailed } = withMail();
    const actor = await localUser(app, 'ana.stays');
    await mailed('ana.stays@example.edu', '/verify-email#');
    const ask = async (email: string) => {
      await changeEmail(app, { actor, email, password: PASSWORD });
      return codeIn(mails.at(-1) as Mail);
    };
    const first = await ask('first@example.org');
    const second = await ask('second@example.org');
    await expect(verify(app, first)).rejects.toMatchObject({ code: 'not_found' });
    await core.db.pool.query('UPDATE email_verifications SET expires_at = now()');
    await expect(verify(app, second)).rejects.toMatchObject({ code: 'not_found' });
    const third = await ask('third@example.org');
    await changePassword(app, { actor, old: PASSWORD, new: 'four green dogs in the yard' });
    await expect(verify(app, third)).rejects.toMatchObject({ code: 'not_found' });
    expect(await showIdentity(app, { actor })).toMatchObject({ email: 'ana.stays@example.edu' });
  });

  test('changes at once where no e-mail is sent, and not at all if the mail server refuses it or fails', async () => {
    const { app } = withMail();
    const actor = await localUser(app, 'ana.unsent');
    const change = (how: { mailServer: MailServer | null }, email: string) =>
      changeEmail({ ...app, ...how }, { actor, email, password: PASSWORD });
    expect(await change({ mailServer: null }, 'new@example.org')).toEqual({ mailed: false });
    expect(await showIdentity(app, { actor })).toMatchObject({
      email: 'new@example.org',
      emailVerified: false,
    });
    const refusing = withMail(async () => new Set());
    await expect(change(refusing.app, 'nobody@example.org')).rejects.toMatchObject({
      code: 'bad_request',
      field: 'email',
    });
    const failing = withMail(() => Promise.reject(new Error('The mail server failed: ETIMEDOUT.')));
    await expect(change(failing.app, 'slow@example.org')).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
    });
    expect(await showIdentity(app, { actor })).toMatchObject({ email: 'new@example.org' });
    // An account is created whatever the mail server does.
    await localUser(failing.app, 'ana.unmailed');
  });

  test('is limited by user, and by the address that gets the mails', async () => {
    const { app } = withMail();
    const rates = new Proxy({} as Record<Limit, Rate>, {
      get: (_, limit) => ({ burst: limit === 'identity' ? 3 : 1000, perSecond: 0.001 }),
    });
    const limited = { ...app, limits: createLimits({ rates }) };
    const victim = 'victim@example.org';
    const people = [await localUser(limited, 'ana.one'), await localUser(limited, 'ana.two')] as const;
    const change = (n: 0 | 1, email: string) =>
      changeEmail(limited, { actor: people[n], email, password: PASSWORD });
    await change(0, victim);
    await change(0, victim);
    await change(1, 'Victim@example.org');
    await expect(change(1, victim)).rejects.toMatchObject({ code: 'rate_limited' });
    await change(0, 'other@example.org');
    await expect(change(0, 'another@example.org')).rejects.toMatchObject({ code: 'rate_limited' });
  });
});

test('[A47] a local account changes its name; the name of others stays what their provider says', async () => {
  const { app } = withMail();
  const actor = await localUser(app, 'ana.renamed');
  await updateProfile(app, { actor, name: 'Ana Reis' });
  expect(await authenticateSignIn(app, { signInId: actor.credentialId })).toMatchObject({ name: 'Ana Reis' });
  const other = await core.person();
  expect(await findPeople(app, { actor: other, query: 'reis' })).toMatchObject([
    { id: 'ana.renamed', name: 'Ana Reis' },
  ]);
  await expect(updateProfile(app, { actor: other, name: 'Rector' })).rejects.toMatchObject({
    code: 'forbidden',
    field: 'name',
  });
});
