import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, post } from '@/tests/support/clients';
import { eventually } from '@/tests/support/eventually';
import { type Quad, startQuad } from '@/tests/support/quad';

const root = new URL('../..', import.meta.url).pathname;
const files = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(path.join(root, 'docs'), 'utf8').map((f) => `docs/${f}`),
  ...['first-message', 'first-bot', 'first-webhook'].map((f) => `docs/guides/${f}.md`),
];

/** Commands that do not run in a demonstration, by their beginning, and the reason. */
const NOT_RUN: Record<string, string> = {
  'npm start': 'is how the node of this test was started',
  'npm test': 'would run this test',
  'npx --yes --package ./build/quad-bot': 'is run in an empty folder by bot-package.test.ts',
  'mv lunch-bot': 'moves the folder that bot-package.test.ts starts as well',
  rabbitmqctl: 'is for the operator of a real broker',
  useradd: 'changes the users of the machine',
  'cp -r . /opt/quad': 'installs on the machine',
  'install -m 0600 deploy/systemd': 'installs on the machine',
  'cp deploy/systemd': 'installs on the machine',
  'docker compose': 'needs Docker',
  kubectl: 'needs a cluster',
  'systemctl enable': 'starts a service of the machine',
  'cp -r deploy/nginx': 'changes the nginx of the machine',
  "sed -i '/:3001": 'changes the nginx of the machine',
  'until curl': 'waits for a node at another port',
  'cd /opt/quad': 'is for a real installation, with its settings in /etc',
};

/** Expected exit codes other than 0, by the beginning of the command. */
const EXITS: Record<string, number> = {
  'npm run bot -- status': 3, // the bot is not authorised yet
};

/** The command lines of the shell blocks, without comments. */
const commands = files
  .filter((file) => file.endsWith('.md'))
  .flatMap((file) => {
    const blocks = readFileSync(path.join(root, file), 'utf8').matchAll(/^```(\w*)\n(.*?)^```/gms);
    return [...blocks].flatMap(([, language, block = '']) => {
      if (language !== 'sh') {
        expect(block, `${file}: a block of commands says that it is one (sh)`).not.toMatch(
          /^(npm|npx|curl) /m,
        );
        return [];
      }
      return block.split('\n').flatMap((line) => line.replace(/\s+# .*$/, '').trim() || []);
    });
  });
/** Without curl, the tests of tokens send the same request by other means. */
const hasCurl = spawnSync('sh', ['-c', 'command -v curl']).status === 0;
const reasonOf = (line: string) => Object.keys(NOT_RUN).find((begin) => line.startsWith(begin));

let quad: Quad;
beforeAll(async () => {
  quad = await startQuad({ embedded: true, env: { SAMPLE: 'on' } });
});
afterAll(() => quad?.remove());

/** Runs a line as a shell does; `until` ends a command that would not end by itself. Returns its standard output. */
async function run(line: string, until?: () => Promise<void>): Promise<string> {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, ...quad.env, QUAD_URL: quad.url } as unknown as NodeJS.ProcessEnv;
  const child = spawn('sh', ['-c', line], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (part) => {
    output += part;
  });
  child.stderr.on('data', (part) => {
    errors += part;
  });
  const end = new Promise<number | null>((resolve) => child.once('close', resolve));
  if (until) await until().finally(() => process.kill(-(child.pid as number), 'SIGINT'));
  const code = await end;
  const [, right = 0] = Object.entries(EXITS).find(([begin]) => line.startsWith(begin)) ?? [];
  if (!until) expect([code, line, errors]).toEqual([right, line, errors]);
  return output;
}

test('[N7] every command of the documents runs as written, in a new demonstration', async () => {
  expect(Object.keys(NOT_RUN).filter((begin) => !commands.some((line) => line.startsWith(begin)))).toEqual(
    [],
  );
  const maria = {
    username: 'maria',
    name: 'Maria',
    email: 'maria@example.edu',
    password: 'três gatos no telhado',
  };
  expect((await post(quad.url, '/api/v1/local-account/register', maria)).status).toBeLessThan(300);
  const { pool } = await quad.db();
  const shown = async (bot: string) => {
    const { rows } = await pool.query('SELECT 1 FROM messages WHERE bot_id = $1', [bot]);
    return rows.length;
  };
  const admin = await quad.token('ist1000001', { admin: true });
  let token = '';
  let hook = '';
  const ran: string[] = [];
  for (const line of commands) {
    if (reasonOf(line) || (line.startsWith('curl') && !hasCurl)) continue;
    // Fills in what a person would, and the URL and the files of this node.
    const filled = line
      .replaceAll('<token>', token)
      .replaceAll('<path>', hook)
      .replaceAll('$QUAD_TOKEN', token)
      .replaceAll('http://127.0.0.1:3000', quad.url)
      .replaceAll(/\b(\w+-bot\.secret|cap-key\.pem|quad-client\.ts)/g, (file) =>
        path.join(quad.dataDir, file),
      );
    if (line.includes('bot -- run')) {
      const [, bot = ''] = /-- run (\S+)/.exec(line) ?? [];
      const change = { id: bot, state: 1 };
      const authorised = await post(quad.url, '/API/admin/bots/update/auth', change, admin);
      expect(authorised.status).toBe(200);
      await run(
        filled,
        async () =>
          void (await eventually(
            () => shown(bot),
            (count) => count > 0,
            60_000,
          )),
      );
    } else {
      const output = await run(filled);
      const [printedToken] = /"token":"(qt_[^"]+)"/.exec(output)?.slice(1) ?? [];
      if (printedToken) token = printedToken;
      hook = /"path":"([^"]+)"/.exec(output)?.[1] ?? hook;
      if (line.includes('/api/v1/messages')) expect(JSON.parse(output)).toMatchObject({ recipients: 1 });
      if (line.includes('<path>')) expect(output).toBe('ok');
      if (line.includes('/api/v1/conversations')) expect(JSON.parse(output).items.length).toBeGreaterThan(0);
    }
    ran.push(line);
  }
  expect(ran.length).toBeGreaterThan(9);
  if (!hasCurl) return;
  // A message to a user who has never signed in is there at the first sign-in.
  const reader = await quad.token('ist1100002');
  const found = await ask(quad.url, '/api/v1/search', {
    method: 'POST',
    body: JSON.stringify({ query: 'build is green' }),
    headers: { authorization: `Bearer ${reader}` },
  });
  expect(found.json).toMatchObject({ entries: [{ message: { text: 'The build is green.' } }] });
}, 300_000);
