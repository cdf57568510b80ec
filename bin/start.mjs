// `npm start`: set-up as far as needed, then the node. `--dev`: pages are compiled as they are asked for.
// npm runs its scripts in a shell, which would not pass a signal on: `exec` in package.json puts Node in its place.
import { endWithParent } from './parent.mjs';
import { run, setUp } from './setup.mjs';

// Only npm's word tells it from a start in the background, whose parent may go as it likes.
if (process.env.npm_lifecycle_event) endWithParent();
const args = process.argv.slice(2).filter((arg) => arg !== '--dev');
const development = process.argv.includes('--dev');
await setUp({ development, build: !development });
if (development) process.env.NODE_ENV = 'development';
await run('server/main.ts', args);
