import { chmod, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  readSession,
  type StoredSession,
  sessionPath,
  stateFolder,
  whileHolding,
  writeSession,
} from './session-file';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quad-session-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SESSION: StoredSession = {
  version: 1,
  server: 'https://quad.example.edu',
  user: { id: 'ana', name: 'Ana', guest: false },
  credential: { kind: 'token', token: 'secret' },
};

test('a session is read as it was written, by its owner alone', async () => {
  const file = path.join(folder, 'deep/er/own.json');
  expect(await readSession(file)).toBeNull();
  await writeSession(file, SESSION);
  expect(await readSession(file)).toEqual(SESSION);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(path.dirname(file))).toEqual(['own.json']);
  await chmod(file, 0o640);
  await expect(readSession(file)).rejects.toThrow(`chmod 600 ${file}`);
  expect(await readSession(file, { anyMode: true })).toEqual(SESSION);
});

test.each([
  ['cut short', JSON.stringify(SESSION).slice(0, 60)],
  ['empty', ''],
  ['of a later version', JSON.stringify({ ...SESSION, version: 2 })],
  ['with something else', JSON.stringify({ ...SESSION, password: 'x' })],
  ['without a credential', JSON.stringify({ ...SESSION, credential: { kind: 'cookie' } })],
])('a file that is %s is refused, and says what to do', async (_, content) => {
  const file = path.join(folder, 'bad.json');
  await writeFile(file, content, { mode: 0o600 });
  await expect(readSession(file)).rejects.toThrow('Delete it and sign in again.');
});

test('a file is named by the user, or by the server in the folder of states', () => {
  const at = { server: 'http://127.0.0.1:3000', state: '/state' };
  expect(sessionPath(at)).toBe('/state/127.0.0.1_3000.json');
  expect(sessionPath({ ...at, name: 'user-guest' })).toBe(path.resolve('user-guest.json'));
  expect(sessionPath({ ...at, name: '/tmp/user-guest.json' })).toBe('/tmp/user-guest.json');
  expect(stateFolder({ HOME: '/home/ana' })).toBe('/home/ana/.local/state/quad-chat');
  expect(stateFolder({ HOME: '/home/ana', XDG_STATE_HOME: '/s' })).toBe('/s/quad-chat');
});

test('only one program at a time holds a session file, and a lock that was left is ignored', async () => {
  const file = path.join(folder, 'new/held.json');
  let inside = 0;
  const work = () =>
    whileHolding(file, async () => {
      expect(++inside).toBe(1);
      await stat(`${file}.lock`);
      inside--;
    });
  await Promise.all([work(), work(), work()]);
  await writeFile(`${file}.lock`, '');
  await utimes(`${file}.lock`, 0, 0);
  await work();
  await expect(stat(`${file}.lock`)).rejects.toThrow('ENOENT');
});
