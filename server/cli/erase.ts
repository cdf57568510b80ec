import type { Command } from 'commander';
import { eraseByOperator } from '@/server/accounts/erase-by-operator';
import { withContext } from './context';
import { print } from './output';
import { username as parseUsername } from './token';

export function addEraseCommand(program: Command): void {
  program
    .command('erase')
    .description('erase a user for ever: all that is theirs; what they wrote to others stays, of nobody')
    .argument('<username>', 'who is erased', parseUsername)
    .option('--messages', 'delete what they wrote, too', false)
    .action((username: string, options: { messages: boolean }) =>
      withContext(async (context) => {
        const messages = options.messages ? 'delete' : 'keep';
        await eraseByOperator(context, { username, messages });
        await print({ id: username, erased: true, messages });
      }),
    );
}
