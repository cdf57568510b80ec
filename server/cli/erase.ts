import type { Command } from 'commander';
import { print } from './output';
import { username as parseUsername } from './token';

export function addEraseCommand(program: Command): void {
  program
    .command('erase')
    .description('erase a user and all their data for ever; their messages stay, under a substitute name')
    .argument('<username>', 'the user to erase', parseUsername)
    .option('--messages', 'also delete their messages', false)
    .action(async (username: string, options: { messages: boolean }) => {
      const { withOperatorContext } = await import('./operator-context');
      const { eraseByOperator } = await import('@/server/accounts/erase-by-operator');
      await withOperatorContext(async (context) => {
        const messages = options.messages ? 'delete' : 'keep';
        await eraseByOperator(context, { username, messages });
        await print({ id: username, erased: true, messages });
      });
    });
}
