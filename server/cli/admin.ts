import { Argument, type Command } from 'commander';
import { isQuadError } from '@/protocol/errors';
import { OperatorError, print } from './output';
import { username as parseUsername } from './token';

export function addAdminCommand(program: Command): void {
  program
    .command('admin')
    .description('give or withdraw the rights of an administrator')
    .addArgument(new Argument('<action>').choices(['add', 'remove']))
    .argument('<username>', 'a user who has signed in, or whom `quad token --create` created', parseUsername)
    .action(async (action: 'add' | 'remove', username: string) => {
      const { withOperatorContext } = await import('./operator-context');
      const { setAdministrator } = await import('@/server/accounts/set-administrator');
      await withOperatorContext(async (context) => {
        const administrator = action === 'add';
        await setAdministrator(context, { username, administrator }).catch((error: unknown) => {
          if (!isQuadError(error) || error.code !== 'not_found') throw error;
          throw new OperatorError(
            `There is no user ${username}. A user exists after the first sign-in. ` +
              `To create the user now: npm run quad -- token ${username} --create`,
          );
        });
        if (!administrator && context.config.administrators.has(username)) {
          throw new OperatorError(
            `The setting ADMINISTRATORS lists ${username}. Remove the name there and restart Quad.`,
          );
        }
        await print({ id: username, administrator });
      });
    });
}
