import type { Account, AuthOptions, LoggerInstance, User } from 'next-auth';
import { isQuadError } from '@/server/errors';
import { withoutSecrets } from '@/server/log';
import type { AuthContext } from './auth-context';
import type { FenixError } from './fenix-person';
import { type FenixUser, fenixProvider } from './fenix-provider';
import { formProviders } from './form-providers';
import type { OidcMetadata } from './oidc-discovery';
import type { OidcError } from './oidc-error';
import { type OidcPerson, oidcProvider } from './oidc-provider';

/**
 * next-auth's options for one request: its callbacks are told of that request's browser and tell of its failures.
 * The cookie carries the id of the sign-in and nothing else; whether that is still good, the database knows.
 */
export function authOptions(
  app: AuthContext,
  request: {
    userAgent: string;
    address: string;
    /** How to speak with the OpenID provider, in a request that is about it. */
    oidc: OidcMetadata | null;
    /** A provider was not to be had, or said no. */
    onFailure: (error: FenixError | OidcError) => void;
    /** The cookie of a browser that has signed in by a local account before, and what it is to be. */
    knownBrowser: string | undefined;
    onKnownBrowser: (cookie: string) => void;
    /** A form of ours was not accepted: what the command said. */
    onRefusal: (error: unknown) => void;
    /** The sign-in could not be revoked: the cookie, wherever it is, still works. */
    onSignOutFailure: (error: unknown) => void;
  },
): AuthOptions {
  const { commands, config, publicUrl, log } = app;
  const { fenix, oidc } = config;
  const { userAgent } = request;
  return {
    secret: config.authSecret,
    providers: [
      ...(fenix
        ? [
            fenixProvider({
              baseUrl: fenix.development ? `${publicUrl}/fenix` : fenix.baseUrl,
              clientId: fenix.clientId,
              clientSecret: fenix.clientSecret,
              onFailure: request.onFailure,
            }),
          ]
        : []),
      ...(oidc && request.oidc
        ? [oidcProvider({ ...oidc, metadata: request.oidc, onFailure: request.onFailure })]
        : []),
      ...formProviders(app, request),
    ],
    session: { strategy: 'jwt', maxAge: config.signInDays * 86_400 },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    debug: false,
    logger: authLogger(log),
    callbacks: {
      /** Back to a page of ours, whatever the address asked for. */
      redirect: ({ url }) => ownAddress(url, publicUrl),
      async jwt({ token, user, account, trigger }) {
        if (trigger === 'signIn') {
          // A form has made the sign-in already, and its user is that.
          if (account?.type === 'credentials') return { signInId: user.id };
          return { signInId: (await commands.signIn({ ...vouched(user, account), userAgent })).signInId };
        }
        const signInId = String(token.signInId);
        try {
          await commands.authenticateSignIn({ signInId });
        } catch (error) {
          // A revoked sign-in ends the cookie; a database that is down does not.
          if (isQuadError(error) && error.code === 'unauthenticated') throw error;
        }
        return { signInId };
      },
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      async signOut({ token }) {
        try {
          const actor = await commands.authenticateSignIn({ signInId: String(token?.signInId) });
          await commands.signOut({ actor });
        } catch (error) {
          if (!isQuadError(error) || error.code !== 'unauthenticated') request.onSignOutFailure(error);
        }
      },
    },
  };
}

function vouched(user: User, account: Account | null) {
  if (account?.provider === 'oidc') {
    const { subject, username, name } = user as User & OidcPerson;
    return { provider: 'oidc' as const, subject, username, name, photo: null };
  }
  const { username, name, photo } = user as FenixUser;
  return { provider: 'fenix' as const, subject: username, username, name, photo };
}

function ownAddress(url: unknown, publicUrl: string): string {
  if (typeof url !== 'string' || !URL.canParse(url, publicUrl)) return publicUrl;
  const asked = new URL(url, publicUrl);
  return asked.origin === new URL(publicUrl).origin ? asked.href : publicUrl;
}

/** What next-auth says, without what it adds: that holds codes, states and cookies. */
function authLogger(log: AuthContext['log']): Partial<LoggerInstance> {
  return {
    error(code, metadata) {
      const error = metadata instanceof Error ? metadata : metadata.error;
      // That a browser shows a cookie which is dead is no error of ours.
      const level = code === 'JWT_SESSION_ERROR' ? 'debug' : 'warn';
      log[level]({ code, reason: withoutSecrets(error?.message ?? '') }, 'next-auth');
    },
    warn: (code) => log.warn({ code }, 'next-auth'),
    debug: () => {},
  };
}
