import type { Command } from 'commander';
import { print } from './output';
import { username as parseUsername } from './token';

export function addPasswordCommand(program: Command): void {
  program
    .command('password')
    .description('give a local account a new password, print it this once, and sign its owner out everywhere')
    .argument('<username>', 'who forgot theirs', parseUsername)
    .action(async (username: string) => {
      const { withOperatorContext } = await import('./operator-context');
      const { resetPassword } = await import('@/server/accounts/reset-password');
      await withOperatorContext(async (context) => {
        await print({ id: username, ...(await resetPassword(context, { username })) });
      });
    });
}
