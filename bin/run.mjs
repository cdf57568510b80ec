// Runs one TypeScript program of the project, after the set-up it needs: `node bin/run.mjs <file> [arguments]`. With
// `--tests` before the file, the set-up includes the developer tools and the built pages.
import { isProgram } from './build.mjs';
import { run, setUp } from './setup.mjs';

const forTests = process.argv[2] === '--tests';
const [file, ...args] = process.argv.slice(forTests ? 3 : 2);
if (!file) {
  console.error('usage: node bin/run.mjs [--tests] <file> [arguments]');
  process.exit(2);
}
await setUp({ development: forTests, programs: isProgram(file), build: forTests });
await run(file, args);
