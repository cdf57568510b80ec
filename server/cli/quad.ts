import { CommanderError } from 'commander';
import { EmbeddedPostgresError } from '@/db/embedded';
import { MigrationError } from '@/db/migrate';
import { isQuadError } from '@/server/errors';
import { EXIT, OperatorError, tell } from './output';
import { createProgram } from './program';

async function main(): Promise<number> {
  try {
    await createProgram().parseAsync();
    // The doctor sets it when something is wrong.
    return Number(process.exitCode ?? EXIT.ok);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    tell(explain(error));
    return error instanceof OperatorError ? error.exitCode : EXIT.failed;
  }
}

/** Errors that were foreseen are a sentence; others are shown whole. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const foreseen =
    isQuadError(error) ||
    error instanceof OperatorError ||
    error instanceof EmbeddedPostgresError ||
    error instanceof MigrationError ||
    error.message.startsWith('The configuration is not right');
  return foreseen ? error.message : (error.stack ?? error.message);
}

// A reader that has seen enough (`| head -1`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed);
});
process.exitCode = await main();
