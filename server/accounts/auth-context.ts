import type { Config } from '@/server/config';
import type { Log } from '@/server/log';
import type { authenticateSignIn } from './authenticate-sign-in';
import type { signIn } from './sign-in';
import type { signInGuest } from './sign-in-guest';
import type { signInLocal } from './sign-in-local';
import type { signOut } from './sign-out';

/** A command whose context is already bound. */
type Bound<C> = C extends (context: never, options: infer O) => infer R ? (options: O) => R : never;

/** The parts of the application that next-auth's options need. */
export interface AuthContext {
  commands: {
    authenticateSignIn: Bound<typeof authenticateSignIn>;
    signIn: Bound<typeof signIn>;
    signInGuest: Bound<typeof signInGuest>;
    signInLocal: Bound<typeof signInLocal>;
    signOut: Bound<typeof signOut>;
  };
  config: Pick<Config, 'authSecret' | 'fenix' | 'guests' | 'localAccounts' | 'oidc' | 'signInDays'>;
  publicUrl: string;
  log: Log;
}
