// `npm start`: set-up as far as needed, then the node. `--dev`: pages are compiled as they are asked for.
import { run, setUp } from './setup.mjs';

const args = process.argv.slice(2).filter((arg) => arg !== '--dev');
const development = process.argv.includes('--dev');
await setUp({ development, build: !development });
if (development) process.env.NODE_ENV = 'development';
await run('server/main.ts', args);
