import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDiskStorage } from '@/server/attachments/disk-storage';
import type { FileStorage } from '@/server/attachments/file-storage';
import { createS3Storage } from '@/server/attachments/s3-storage';
import { checkFileStorage } from '@/server/cli/checks/file-storage';
import type { Config } from '@/server/config';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'quad-storage-'));
});
afterAll(() => rm(directory, { recursive: true }));

const disk = async () => ({ storage: createDiskStorage(path.join(directory, 'disk')), stop: async () => {} });

/** An S3 server with one user; of signatures it checks the form only. */
async function s3(accessKey = 'S3RVER') {
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: path.join(directory, `s3-${randomBytes(4).toString('hex')}`),
    configureBuckets: [{ name: 'quad-files', configs: [] }],
  });
  const address: AddressInfo = await server.run();
  const settings = {
    endpoint: `http://127.0.0.1:${address.port}`,
    bucket: 'quad-files',
    region: 'eu-west-1',
    accessKey,
    secretKey: 'S3RVER',
  };
  return { settings, storage: createS3Storage(settings), stop: async () => void (await server.close()) };
}

describe.each([
  ['a directory', disk],
  ['an S3 bucket', s3],
])('the storage of files in %s', (_, start) => {
  let storage: FileStorage;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ storage, stop } = await start());
  });
  afterAll(() => stop?.());

  const key = (name: string) => `3d1c2b4a-7e8f-4a5b-9c6d-1e2f3a4b5c6d/${name}`;

  test('returns exactly the bytes that it stored', async () => {
    for (const data of [
      randomBytes(1024 * 1024),
      Buffer.from('small'),
      Buffer.from('\0\xff\r\n', 'latin1'),
    ]) {
      await storage.write(key('0'), data);
      expect(data.equals((await storage.read(key('0'))) ?? new Uint8Array())).toBe(true);
    }
  });

  test('keeps objects apart, and the last of those of one key', async () => {
    await storage.write(key('1'), Buffer.from('one'));
    await storage.write(key('10'), Buffer.from('ten'));
    await Promise.all(Array.from({ length: 8 }, () => storage.write(key('1'), Buffer.from('another'))));
    expect(Buffer.from((await storage.read(key('1'))) ?? []).toString()).toBe('another');
    expect(Buffer.from((await storage.read(key('10'))) ?? []).toString()).toBe('ten');
  });

  test('deletes what exists, and returns null for what does not', async () => {
    await storage.write(key('large'), Buffer.from('picture'));
    await storage.remove([key('never'), key('large')]);
    await storage.remove([key('large')]);
    expect(await storage.read(key('large'))).toBeNull();
    await storage.tidy();
  });
});

test('[I6] what a crash left half written is deleted from the directory, and nothing else', async () => {
  const folder = path.join(directory, 'crashed');
  const storage = createDiskStorage(folder);
  await storage.write('ab/0', Buffer.from('whole'));
  const [old, recent] = ['old', 'recent'].map((name) => path.join(folder, 'incoming', name));
  for (const file of [old, recent]) await writeFile(file as string, 'half');
  const before = new Date(Date.now() - 2 * 3_600_000);
  await utimes(old as string, before, before);
  await storage.tidy();
  expect(await readdir(path.join(folder, 'incoming'))).toEqual(['recent']);
  expect(Buffer.from((await storage.read('ab/0')) ?? []).toString()).toBe('whole');
});

test('a bucket refuses another key, which is an error and no missing object', async () => {
  const { settings, storage, stop } = await s3('another');
  await expect(storage.write('ab/0', Buffer.from('x'))).rejects.toThrow('403');
  await expect(storage.read('ab/0')).rejects.toThrow('403');
  const doctor = (accessKey: string) =>
    checkFileStorage({ attachments: { s3: { ...settings, accessKey } } } as Config);
  expect(await doctor('another')).toMatchObject([
    { state: 'wrong', message: expect.stringMatching(/answers 403/) },
  ]);
  expect(await doctor('S3RVER')).toMatchObject([{ state: 'ok' }]);
  await stop();
});
