import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { OperatorError, print } from './output';

export function addAlertsCommand(program: Command): void {
  program
    .command('verify-alerts')
    .description('verify the hash chain of decisions about alerts, and the receipts that it covers')
    .option(
      '--heads <file>',
      'heads that a node has exported (`heads.txt` in ALERTS_FOLDER, or a copy elsewhere)',
    )
    .action(async ({ heads }: { heads?: string }) => {
      const { withOperatorContext } = await import('./operator-context');
      const { parseHeads, verifyLedger } = await import('@/server/alerts/verify-ledger');
      const exported = parseHeads(heads === undefined ? '' : await readFile(heads, 'utf8'));
      await withOperatorContext(async ({ db }) => {
        const { entries, faults } = await verifyLedger(db, exported);
        await print({ entries, heads: exported.size, faults });
        if (faults.length > 0)
          throw new OperatorError('The ledger is not what was written. Compare it with a backup.');
      });
    });
}
