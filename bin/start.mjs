// `npm start`: the set-up, then the node. `--dev`: pages are compiled on request. npm runs its scripts in a shell,
// which would not pass on a signal: `exec` in package.json replaces the shell by Node.
import { endWithParent } from './parent.mjs';
import { run, setUp } from './setup.mjs';

// Only npm's variable distinguishes this from a start in the background, whose parent may end at any time.
if (process.env.npm_lifecycle_event) endWithParent();
const args = process.argv.slice(2).filter((arg) => arg !== '--dev');
const development = process.argv.includes('--dev');
await setUp({ development, build: !development });
if (development) process.env.NODE_ENV = 'development';
await run('server/main.ts', args);
