import { CommanderError } from 'commander';
import { explainFailure } from '@/server/start-failure';
import { EXIT, OperatorError, tell } from './output';
import { createProgram } from './program';

async function main(): Promise<number> {
  try {
    await createProgram().parseAsync();
    // The doctor sets the exit code when a check fails.
    return Number(process.exitCode ?? EXIT.ok);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    tell(explainFailure(error));
    return error instanceof OperatorError ? error.exitCode : EXIT.failed;
  }
}

// A reader that closes early (`| head -1`) is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed);
});
process.exitCode = await main();
