import type { CredentialsConfig } from 'next-auth/providers/credentials';
import { signInForms } from '@/protocol/sign-in';
import type { WiredNode } from '@/server/node';
import { parse } from '@/server/parse';

type Forms = typeof signInForms;

/**
 * The ways in by a form of ours, those that the settings allow: a local account, and a guest's name. The command
 * signs in; its id is all that next-auth learns. A refusal is told to `onRefusal`: next-auth would put its words into
 * an address.
 */
export function formProviders(
  { commands, config }: Pick<WiredNode, 'commands' | 'config'>,
  request: { userAgent: string; address: string; onRefusal: (error: unknown) => void },
): CredentialsConfig[] {
  const { userAgent, address } = request;
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
          provider('local', ({ username, password }) =>
            commands.signInLocal({ username, password, address, userAgent }),
          ),
        ]
      : []),
    ...(config.guests
      ? [provider('guest', ({ name }) => commands.signInGuest({ name, address, userAgent }))]
      : []),
  ];
}
