import type { Account, AuthOptions, LoggerInstance, User } from 'next-auth';
import { isQuadError } from '@/protocol/errors';
import { withoutSecrets } from '@/server/log';
import type { AuthContext } from './auth-context';
import type { FenixError } from './fenix-person';
import { type FenixUser, fenixProvider } from './fenix-provider';
import { formProviders } from './form-providers';
import type { OidcMetadata } from './oidc-discovery';
import type { OidcError } from './oidc-error';
import { type OidcPerson, oidcProvider } from './oidc-provider';

/**
 * Returns next-auth's options for one request: its callbacks know the request's browser and report its failures. The
 * cookie carries only the id of the sign-in; the database decides whether the sign-in is active.
 */
export function authOptions(
  app: AuthContext,
  request: {
    userAgent: string;
    clientIp: string;
    /** The metadata of the OpenID provider; null unless the request concerns this provider. */
    oidc: OidcMetadata | null;
    /** Called when a provider was unavailable or refused the sign-in. */
    onFailure: (error: FenixError | OidcError) => void;
    /** The cookie that marks a browser as known from an earlier sign-in with a local account. */
    knownBrowser: string | undefined;
    onKnownBrowser: (cookie: string) => void;
    /** Called with the command's error when a sign-in form was refused. */
    onRefusal: (error: unknown) => void;
    /** Called when a sign-out could not revoke the sign-in, so that a copy of its cookie would still work. */
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
      /** Redirects only to a page of this site, whatever URL was requested. */
      redirect: ({ url }) => ownUrl(url, publicUrl),
      async jwt({ token, user, account, trigger }) {
        if (trigger === 'signIn') {
          // The form's command has already created the sign-in, and `user.id` is its id.
          if (account?.type === 'credentials') return { signInId: user.id };
          try {
            return { signInId: (await commands.signIn({ ...vouched(user, account), userAgent })).signInId };
          } catch (error) {
            if (isQuadError(error) && error.code === 'suspended') request.onRefusal(error);
            throw error;
          }
        }
        const signInId = String(token.signInId);
        try {
          await commands.authenticateSignIn({ signInId });
        } catch (error) {
          // A revoked sign-in ends the cookie; an unavailable database does not.
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
          // A suspended user loses the cookie; the sign-in opens nothing until the suspension ends.
          if (!isQuadError(error) || !['unauthenticated', 'suspended'].includes(error.code))
            request.onSignOutFailure(error);
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

function ownUrl(url: unknown, publicUrl: string): string {
  if (typeof url !== 'string' || !URL.canParse(url, publicUrl)) return publicUrl;
  const asked = new URL(url, publicUrl);
  return asked.origin === new URL(publicUrl).origin ? asked.href : publicUrl;
}

/** Logs next-auth's messages without their metadata, which holds codes, states and cookies. */
function authLogger(log: AuthContext['log']): Partial<LoggerInstance> {
  return {
    error(code, metadata) {
      const error = metadata instanceof Error ? metadata : metadata.error;
      // A browser with a revoked cookie is not an error of the server.
      const level = code === 'JWT_SESSION_ERROR' ? 'debug' : 'warn';
      log[level]({ code, reason: withoutSecrets(error?.message ?? '') }, 'next-auth');
    },
    warn: (code) => log.warn({ code }, 'next-auth'),
    debug: () => {},
  };
}
