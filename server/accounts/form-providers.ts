import type { CredentialsConfig } from 'next-auth/providers/credentials';
import { signInForms } from '@/protocol/sign-in';
import { parse } from '@/server/parse';
import type { AuthContext } from './auth-context';

type Forms = typeof signInForms;

/**
 * The ways in by a form of ours, those that the settings allow: a local account, and a guest's name. The command
 * signs in; its id is all that next-auth learns. The cookie of a known browser is told to `onKnownBrowser`. A refusal is told to `onRefusal`: next-auth would put its words into
 * an address.
 */
export function formProviders(
  { commands, config }: Pick<AuthContext, 'commands' | 'config'>,
  request: {
    userAgent: string;
    address: string;
    knownBrowser: string | undefined;
    onKnownBrowser: (cookie: string) => void;
    onRefusal: (error: unknown) => void;
  },
): CredentialsConfig[] {
  const { userAgent, address, knownBrowser } = request;
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
              address,
              userAgent,
              knownBrowser,
            });
            request.onKnownBrowser(signedIn.knownBrowser);
            return signedIn;
          }),
        ]
      : []),
    ...(config.guests
      ? [provider('guest', ({ name }) => commands.signInGuest({ name, address, userAgent }))]
      : []),
  ];
}
