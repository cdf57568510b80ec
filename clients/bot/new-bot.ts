import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { signInByDevice, signOut } from '@/clients/terminal/sign-in';
import { type Registration, register } from './register';
import { type Terminal, UsageError } from './terminal';

const run = promisify(execFile);
/** The folder of the package that this program is part of. */
const PACKAGE = fileURLToPath(new URL('.', import.meta.url));
const SECRET_FILE = 'bot.secret';

/**
 * Makes a new folder with a program for a new bot, registers the bot, and installs this package there. Without an API
 * token the owner confirms a code in a browser.
 */
export async function makeBot(
  terminal: Terminal,
  { folder, signal, ...options }: Registration & { folder: string; signal: AbortSignal },
): Promise<void> {
  const { name, version } = JSON.parse(
    await readFile(path.join(PACKAGE, 'package.json'), 'utf8').catch(() => '{}'),
  );
  if (name !== 'quad-bot')
    throw new UsageError(
      'Only the package can make a bot: "npm run bot:pack", then "npx --package <package> quad-bot new …".',
    );
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`The folder ${folder} cannot be made (${error.code}). Choose another name.`);
  });
  try {
    const { id, url } = options;
    const packed = `${name}-${version}.tgz`;
    const manifest = {
      name: id,
      private: true,
      type: 'module',
      scripts: { start: 'node bot.js' },
      dependencies: { [name]: `file:${packed}` },
    };
    await writeFile(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    await writeFile(path.join(folder, '.gitignore'), `node_modules/\n${SECRET_FILE}\n`);
    await writeFile(path.join(folder, 'bot.js'), programOf(id, url));
    await run('npm', ['pack', '--silent', '--pack-destination', path.resolve(folder)], { cwd: PACKAGE });
    await run('npm', ['install', '--silent', '--no-audit', '--no-fund'], { cwd: folder });
    const owner = await ownerOf(terminal, options, signal);
    try {
      const secretFile = path.join(folder, SECRET_FILE);
      await register(terminal, { ...options, token: owner.token, secretFile });
    } finally {
      await owner.leave();
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  terminal.say(`Start it with: npm start --prefix ${folder}`, { folder });
}

/** Returns the API token of the owner, and what ends the sign-in. */
async function ownerOf(
  terminal: Terminal,
  { url, token }: Registration,
  signal: AbortSignal,
): Promise<{ token: string; leave(): Promise<void> }> {
  if (token) return { token, leave: async () => {} };
  const {
    code,
    url: page,
    fullUrl,
    confirmed,
  } = await signInByDevice(url, signal, {
    client_id: 'quad-bot',
    scope: 'bots',
  });
  terminal.say(`Open ${page} in a browser and confirm the code ${code}.`, { code, page, fullUrl });
  const session = await confirmed;
  const { credential } = session;
  return {
    token: credential.kind === 'token' ? credential.token : credential.access,
    leave: () => signOut(session).catch(() => undefined),
  };
}

const programOf = (id: string, url: string) => `import { readFileSync } from 'node:fs';
import { createBot } from 'quad-bot';

const bot = createBot({
  url: process.env.QUAD_URL ?? ${JSON.stringify(url)},
  id: ${JSON.stringify(id)},
  secret: readFileSync(new URL('${SECRET_FILE}', import.meta.url), 'utf8').trim(),
});

bot.on('waiting', (inMs, reason) => console.log(reason.message));
bot.command('hello', 'Says hello', ({ text }) => \`Hello \${text || 'there'}!\`);
bot.hear('direct', ({ text }) => \`You said: \${text}\`);

const building = await bot.start({ wait: true });
console.log(\`The bot runs in \${building.name}.\`);
await bot.say('Hello! I am a new bot.');
`;
