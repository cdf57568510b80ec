import type { Command } from 'commander';
import { print } from './output';
import { username as parseUsername } from './token';

export function addRevokeCommand(program: Command): void {
  program
    .command('revoke')
    .description('sign a user out everywhere: end all sign-ins and tokens, and disconnect their sockets')
    .argument('<username>', 'the user to sign out', parseUsername)
    .action(async (username: string) => {
      const { withOperatorContext } = await import('./operator-context');
      const { revokeCredentials } = await import('@/server/accounts/revoke-credentials');
      await withOperatorContext(async (context) => {
        await print({ id: username, ...(await revokeCredentials(context, { username })) });
      });
    });
}
