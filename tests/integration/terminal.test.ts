import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Client, startClient } from '@/clients/terminal/client';
import { alerts, search, send, tail, who } from '@/clients/terminal/commands/commands';
import { createOutput } from '@/clients/terminal/commands/output';
import { createCredential } from '@/clients/terminal/credential';
import { readSession, type StoredSession } from '@/clients/terminal/session-file';
import { signInByToken } from '@/clients/terminal/sign-in';
import { createStyle } from '@/clients/terminal/text/style';
import { runApp } from '@/clients/terminal/ui/app';
import { startCommand } from '@/tests/support/command';
import { createHeadless } from '@/tests/support/headless';
import { withQuad } from '@/tests/support/suite';

const ENTER = '\r';
const { quad, cast } = withQuad({ env: { GUESTS: 'on', LOCAL_ACCOUNTS: 'on' } });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quad-terminal-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts the program on a terminal without a window. */
async function open(name: string, { columns = 90, rows = 24 } = {}) {
  const file = path.join(folder, `${name}.json`);
  const terminal = createHeadless(columns, rows);
  const ended = runApp({
    server: quad.url,
    session: await readSession(file),
    file,
    input: terminal.input,
    output: terminal.output,
    style: createStyle(true),
    language: 'en',
  });
  return { ...terminal, file, ended, type: terminal.input.type };
}

test('a guest signs in, joins a channel, writes and is answered, is cut off and is back, and logs out', async () => {
  const rui = await cast.modern(await cast.person());
  const { conversation } = (await rui.say('create_conversation', {
    kind: 'channel',
    title: 'Chess',
    public: true,
  })) as {
    conversation: { id: string };
  };
  const { type, shows, file, ended, written } = await open('guest');
  await shows(/Login[\s\S]*Register[\s\S]*Enter as a guest[\s\S]*Sign in with the browser[\s\S]*API token/);
  type('guest');
  await shows(/Search: guest/);
  type(ENTER);
  await shows(/Name/);
  type(`Maria${ENTER}`);
  await shows(/● connected/);
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  type(`/join chess${ENTER}`);
  await shows(/# Chess/);
  type(`olá 東京${ENTER}`);
  const [, [said]] =
    await rui.next<[unknown, { message: { text: string; from: { id: string } } }[]]>('new_message');
  expect(said?.message.text).toBe('olá 東京');
  await rui.say('send_message', {
    clientId: 'rui-answers-1',
    address: { to: 'conversation', id: conversation.id },
    text: 'hello Maria',
  });
  await shows(/hello Maria/);

  await quad.pause();
  await quad.kill();
  await shows(/Server connection lost/);
  type(`while away${ENTER}`);
  await shows(/while away …/);
  await quad.restart();
  type('\u0012');
  await shows(/● connected/);
  await shows(/while away\s/);

  type(`/logout${ENTER}`);
  await shows(/Enter as a guest/);
  expect(await readSession(file)).toBeNull();
  type('\u0003');
  await ended;
  expect(written().endsWith('\u001b[?1049l')).toBe(true);
});

test('a new local account is registered, chooses its building, and signs in again from the file', async () => {
  const first = await open('local', { columns: 60, rows: 20 });
  await first.shows(/Register/);
  first.type(`register`);
  await first.shows(/Search: register/);
  first.type(ENTER);
  await first.shows(/E-mail/);
  for (const value of ['ana.costa', 'Ana Costa', 'ana@example.edu', 'três gatos azuis no telhado'])
    first.type(`${value}${ENTER}`);
  await first.shows(/● connected/);
  first.type(`/building mecanica iii${ENTER}`);
  await first.shows(/declared: Pavilhão de Mecânica III/);
  first.output.resize(20, 5);
  await first.shows(/● connected/);
  first.type('\u0003');
  await first.ended;

  const again = await open('local');
  await again.shows(/Quad · Ana Costa[\s\S]*● connected/);
  again.type('\u0003');
  await again.ended;
});

const clients: Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
});
async function clientOf(token: string): Promise<Client> {
  const client = startClient(createCredential(await signInByToken(quad.url, token), null), null);
  clients.push(client);
  return client;
}

test('scripts send, follow and find messages, and see who is around and the alerts', async () => {
  const [ana, rui] = [await cast.person(), await cast.person()];
  const lines: string[] = [];
  const out = createOutput(true, (text) => lines.push(text));
  const stop = new AbortController();
  const followed = tail(await clientOf(rui.token), out, { lines: 0, stop: stop.signal });
  const sender = await clientOf(ana.token);
  const said = createOutput(true, () => {});
  // Whoever follows hears what is sent from now on.
  await expect.poll(() => clients[0]?.store.get().link.state).toBe('ready');
  expect(await send(sender, said, { to: `@${rui.id}`, text: 'from a script' })).toBe(0);
  await expect.poll(() => lines).toHaveLength(1);
  expect(JSON.parse(lines[0] as string)).toMatchObject({
    text: 'from a script',
    from: { id: ana.id },
  });
  stop.abort();
  expect(await followed).toBe(0);

  expect(await search(sender, out, { query: 'script' })).toBe(0);
  expect(lines).toHaveLength(2);
  expect(await who(sender, out)).toBe(0);
  expect(await alerts(sender, out)).toBe(0);
  await expect(search(sender, out, { query: 'from:no-such-person' })).rejects.toThrow('no-such-person');
  await expect(send(sender, out, { to: '#none', text: 'x' })).rejects.toThrow('You are in no channel #none.');
  await expect(send(sender, out, { to: '@nobody-here', text: 'x' })).rejects.toThrow('not_found');
});

test('the exit code says what happened: not signed in, no terminal, another server, no server, stopped, signed out', async () => {
  const file = path.join(folder, 'scripts.json');
  const run = (args: string[], env: Record<string, string> = {}) =>
    startCommand('clients/terminal/chat.ts', [...args, '--session', file], { QUAD_URL: quad.url, ...env })
      .outcome;
  const [unknown, bare, away] = await Promise.all([
    run(['who']),
    run([]),
    run(['sign-in', '--guest', 'x'], { QUAD_URL: 'http://127.0.0.1:1' }),
  ]);
  expect(unknown).toMatchObject({ code: 3, stderr: expect.stringContaining('quad-chat sign-in') });
  expect(bare).toMatchObject({ code: 2, stderr: expect.stringContaining('no terminal') });
  expect(away).toMatchObject({ code: 5, stderr: expect.stringContaining('does not answer') });
  const { id } = (await run(['sign-in', '--guest', 'Maria', '--json'])).json()[0] as { id: string };
  expect(id).toMatch(/^guest-/);
  const [other, alone, none] = await Promise.all([
    run(['who'], { QUAD_URL: 'http://127.0.0.1:1' }),
    run(['who', '--json']),
    run(['alerts']),
  ]);
  expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('is a session of') });
  expect(alone).toMatchObject({ code: 0, stdout: '', stderr: 'Nobody is around.\n' });
  expect(none).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('no alerts') });

  const rui = await cast.modern(await cast.person());
  await rui.say('send_message', {
    clientId: 'rui-writes-1',
    address: { to: 'people', users: [id] },
    text: 'hello Maria',
  });
  const followed = startCommand('clients/terminal/chat.ts', ['tail', '--lines', '1', '--session', file], {
    QUAD_URL: quad.url,
  });
  expect(await followed.line()).toContain('hello Maria');
  followed.child.kill('SIGTERM');
  expect(await followed.outcome).toMatchObject({ code: 0 });

  // Others can read the file, and a program that has ended left a message: both end with the sign-in.
  const { credential } = (await readSession(file)) as StoredSession;
  await chmod(file, 0o644);
  const unsent = `${file}.unsent.${2 ** 31 - 1}.json`;
  await writeFile(unsent, '{}');
  expect(await run(['sign-out'])).toMatchObject({ code: 0, stdout: 'Signed out.\n' });
  await expect(stat(unsent)).rejects.toThrow('ENOENT');
  const access = credential.kind === 'sign-in' ? credential.access : '';
  await expect(signInByToken(quad.url, access)).rejects.toThrow();
  await writeFile(file, '{');
  expect(await run(['sign-out'])).toMatchObject({
    code: 0,
    stdout: 'The session file is deleted.\n',
    stderr: expect.stringContaining('revoke'),
  });
});
