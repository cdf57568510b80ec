import { expect, test } from 'vitest';
import { createTestApp } from '@/tests/support/app';
import type { BoundCommands } from './commands';

type Nameless = {
  [K in keyof BoundCommands]: Parameters<BoundCommands[K]>[0] extends { actor: unknown } ? never : K;
}[keyof BoundCommands];

/** The reason why each command without an actor needs none. The compiler reports a command that is missing here. */
const NAMELESS: Record<Nameless, string> = {
  authenticateSignIn: 'creates the actor',
  authenticateToken: 'creates the actor',
  authenticateBot: 'creates the actor',
  redeemTicket: 'creates the actor',
  issueBotToken: 'authenticated by the secret',
  signIn: 'the identity provider has vouched for the person',
  signInLocal: 'authenticated by the password',
  signInGuest: 'a guest needs no credential',
  registerLocalAccount: 'creates the user',
  beginDeviceSignIn: 'a browser confirms it later',
  grantTokens: 'authenticated by the code, the refresh token or the password',
  revokeProgram: 'authenticated by the token',
  requestPasswordReset: 'the mail goes to the owner of the account',
  resetForgottenPassword: 'authenticated by the mailed code',
  verifyEmail: 'authenticated by the mailed code',
  answerBotCall: 'authenticated by the token of the call',
  receiveHook: 'authenticated by the secret of the webhook',
  checkBot: 'public',
  listBuildings: 'public',
  showCapFeed: 'public',
  showCapMessage: 'public',
  findOidcSignOutUrl: 'public',
  stopBot: 'authenticated by the socket that holds the connection',
};

test('[S6] every command requires an actor, except before authentication and for public data', () => {
  const commands = Object.keys(createTestApp().commands);
  expect(commands).toEqual(expect.arrayContaining(Object.keys(NAMELESS)));
});
