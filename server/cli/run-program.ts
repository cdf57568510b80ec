import { CommanderError } from 'commander';
import { explainFailure } from '@/server/start-failure';
import { EXIT, OperatorError, tell } from './output';
import { createProgram } from './program';

/** Runs the operator's command with these arguments. Resolves with the exit code; tells a failure on standard error. */
export async function runProgram(args: string[]): Promise<number> {
  try {
    await createProgram().parseAsync(args, { from: 'user' });
    // The doctor sets the exit code when a check fails.
    return Number(process.exitCode ?? EXIT.ok);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    tell(explainFailure(error));
    return error instanceof OperatorError ? error.exitCode : EXIT.failed;
  }
}
