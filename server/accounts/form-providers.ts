import type { CredentialsConfig } from 'next-auth/providers/credentials';
import { signInForms } from '@/protocol/sign-in';
import { parse } from '@/server/parse';
import type { AuthContext } from './auth-context';

type Forms = typeof signInForms;

/**
 * Returns the next-auth providers of the enabled sign-in forms: a local account, and a guest's name. The command signs
 * in, and next-auth learns only the id of the sign-in. `onKnownBrowser` receives the cookie of a known browser,
 * `onRefusal` a refusal: next-auth would put its text into a URL.
 */
export function formProviders(
  { commands, config }: Pick<AuthContext, 'commands' | 'config'>,
  request: {
    userAgent: string;
    clientIp: string;
    knownBrowser: string | undefined;
    onKnownBrowser: (cookie: string) => void;
    onRefusal: (error: unknown) => void;
  },
): CredentialsConfig[] {
  const { userAgent, clientIp, knownBrowser } = request;
  const provider = <K extends keyof Forms>(
    id: K,
    signIn: (form: ReturnType<Forms[K]['parse']>) => Promise<{ signInId: string }>,
  ): CredentialsConfig => ({
    id,
    name: id,
    type: 'credentials',
    credentials: {},
    async authorize(form) {
      try {
        const { signInId } = await signIn(parse(signInForms[id], form) as ReturnType<Forms[K]['parse']>);
        return { id: signInId };
      } catch (error) {
        request.onRefusal(error);
        return null;
      }
    },
  });
  return [
    ...(config.localAccounts
      ? [
          provider('local', async ({ username, password }) => {
            const signedIn = await commands.signInLocal({
              username,
              password,
              clientIp,
              userAgent,
              knownBrowser,
            });
            request.onKnownBrowser(signedIn.knownBrowser);
            return signedIn;
          }),
        ]
      : []),
    ...(config.guests
      ? [provider('guest', ({ name }) => commands.signInGuest({ name, clientIp, userAgent }))]
      : []),
  ];
}
