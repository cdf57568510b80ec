import { expect, test } from 'vitest';
import { type BoundCommands, bindCommands, type CommandContext } from './commands';

type Nameless = {
  [K in keyof BoundCommands]: Parameters<BoundCommands[K]>[0] extends { actor: unknown } ? never : K;
}[keyof BoundCommands];

/** The reason why each command without an actor needs none. The compiler reports a command that is missing here. */
const NAMELESS: Record<Nameless, string> = {
  authenticateSignIn: 'it makes the actor',
  authenticateToken: 'it makes the actor',
  authenticateBot: 'it makes the actor',
  redeemTicket: 'it makes the actor',
  issueBotToken: 'the secret is the proof',
  signIn: 'the identity provider has vouched for the person',
  signInLocal: 'the password is the proof',
  signInGuest: 'a guest is whoever comes',
  registerLocalAccount: 'it makes the user',
  checkBot: 'public',
  listBuildings: 'public',
  showOidcSignOut: 'public',
  stopBot: 'the socket that holds the connection is the proof',
};

test('[S6] every command requires an actor, except before authentication and for public data', () => {
  const commands = Object.keys(bindCommands({} as CommandContext));
  expect(commands).toEqual(expect.arrayContaining(Object.keys(NAMELESS)));
});
