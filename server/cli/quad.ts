import { EXIT } from './output';
import { runProgram } from './run-program';

// A reader that closes early (`| head -1`) is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed);
});
process.exitCode = await runProgram(process.argv.slice(2));
