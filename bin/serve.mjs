// `npm run serve`: runs the node that `npm run build` has prepared. It installs and builds nothing and writes nothing in
// the checkout, so a service needs neither a registry nor the right to write there.
import { endWithParent } from './parent.mjs';
import { assertBuilt, run } from './setup.mjs';

// Only npm's variable distinguishes this from a start by a supervisor, whose parent may end at any time.
if (process.env.npm_lifecycle_event) endWithParent();
assertBuilt();
await run('server/main.ts', process.argv.slice(2));
