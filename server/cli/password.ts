import type { Command } from 'commander';
import { print } from './output';
import { username as parseUsername } from './token';

export function addPasswordCommand(program: Command): void {
  program
    .command('password')
    .description('set a new password for a local account, print it once, and sign the user out everywhere')
    .argument('<username>', 'the user who forgot the password', parseUsername)
    .action(async (username: string) => {
      const { withOperatorContext } = await import('./operator-context');
      const { resetPassword } = await import('@/server/accounts/reset-password');
      await withOperatorContext(async (context) => {
        await print({ id: username, ...(await resetPassword(context, { username })) });
      });
    });
}
