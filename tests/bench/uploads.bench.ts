import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { PART_BYTES } from '@/protocol/attachments';
import { mapConcurrently } from '@/server/queue';
import { connect, type Modern } from '../support/clients';
import { hostileFiles, METADATA } from '../support/hostile-files';
import type { Benchmark } from './benchmark';
import { inTurns } from './in-turns';
import { quantile } from './latencies';
import { startLoad } from './load/load';
import type { Person } from './load/session';
import { type BenchNode, withNode } from './node';
import { type Options, scaled } from './options';
import { compare, figure, type Row } from './table';

const PHOTOS = 200;
const UPLOADS = 10_000;
const HOSTILE = 200;
/** Uploads at the same time as chat. */
const AT_ONCE = 10;
const EVERY_MS = 20;
const CHAT_MS = 15_000;
const PEOPLE = 50;
const MEMORY_EVERY_MS = 250;

/** Photos and files: from the choice to the others' screens, beside chat, and files that want to do harm. */
const benchmark: Benchmark = {
  name: 'Photos and files',
  run: (options) =>
    withNode(options, { ATTACHMENT_QUOTA_MB: '100000' }, async (node) => {
      const people = await node.users('uploader', PEOPLE);
      const photo = await largePhoto();
      const before = (await node.usage()).node.memory;
      return [
        ...(await measureShowing(node, people, photo, options)),
        ...(await measureChat(node, people, photo, options)),
        ...(await measureHarm(node, people, before, options)),
      ];
    }),
};
export default benchmark;

/** Returns a photo of 12 megapixels and some 4 MB, as a phone takes it. */
async function largePhoto(): Promise<Buffer> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 30 };
  return sharp({ create: { width: 4_000, height: 3_000, channels: 3, background: '#808080', noise } })
    .blur(1.2)
    .jpeg({ quality: 90 })
    .toBuffer();
}

const request = (node: BenchNode, { token }: Person, path: string, init: RequestInit = {}) =>
  fetch(`${node.url}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });

/** Uploads a file as a page does. Returns the attachment, or the status and code of the refusal. */
async function upload(node: BenchNode, person: Person, data: Uint8Array, name = 'photo.jpg') {
  const file = JSON.stringify({ clientId: randomUUID(), name, bytes: data.length });
  for (;;) {
    const answer = await request(node, person, '/api/v1/attachments', { method: 'POST', body: file });
    const { id, missing, attachment, error } = (await answer.json()) as {
      id: string;
      missing: number[];
      attachment?: { id: string; kind: 'photo' | 'file' };
      error?: { code: string };
    };
    if (error?.code === 'overloaded') await delay(100);
    else if (attachment || error) return { status: answer.status, attachment, code: error?.code };
    const refused = await mapConcurrently(missing ?? [], 2, async (part) => {
      const body = data.slice(part * PART_BYTES, (part + 1) * PART_BYTES);
      const sent = await request(node, person, `/api/v1/attachments/${id}/parts/${part}`, {
        method: 'POST',
        body,
      });
      const { error } = (await sent.json()) as { error?: { code: string } };
      return error && error.code !== 'overloaded'
        ? { status: sent.status, attachment: undefined, code: error.code }
        : null;
    });
    const first = refused.find((each) => each !== null);
    if (first) return first;
  }
}

/** From the choice of a photo until another person's page has its small picture. */
async function measureShowing(
  node: BenchNode,
  people: Person[],
  photo: Buffer,
  options: Options,
): Promise<Row[]> {
  const [sender, reader] = people as [Person, Person];
  const page: Modern = await connect(node.url, reader);
  const samples: number[] = [];
  for (let n = 0; n < scaled(PHOTOS, options, 10); n++) {
    const begun = performance.now();
    const { attachment } = await upload(node, sender, photo);
    const body = JSON.stringify({
      to: { to: 'people', users: [reader.id] },
      text: `${n}`,
      attachments: [{ id: attachment?.id }],
    });
    await request(node, sender, '/api/v1/messages', { method: 'POST', body });
    await page.has(`${n}`);
    await (await request(node, reader, `/api/v1/attachments/${attachment?.id}/small`)).arrayBuffer();
    samples.push(performance.now() - begun);
  }
  await page.close();
  const what = `a photo of ${(photo.length / 1e6).toFixed(1)} MB, until it is shown to another person`;
  return [
    figure(`p50 of ${what}`, 'ms', quantile(samples, 0.5)),
    figure(`p99 of ${what}`, 'ms', quantile(samples, 0.99), { of: 'figure', atMost: 3_000 }),
  ];
}

/** What chat notices of uploads. */
async function measureChat(
  node: BenchNode,
  people: Person[],
  photo: Buffer,
  options: Options,
): Promise<Row[]> {
  const load = await startLoad({ port: node.port, people: people.slice(0, 2) });
  await load.connect();
  const ms = scaled(CHAT_MS, options, 2_000);
  const chat = async () => {
    const stop = load.sendEvery({
      by: 0,
      address: { to: 'people', users: [people[1]?.id] },
      everyMs: EVERY_MS,
    });
    await delay(ms);
    const { latencies } = await stop();
    return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
  };
  const besideUploads = async () => {
    let over = false;
    const uploading = mapConcurrently(people.slice(2, 2 + AT_ONCE), AT_ONCE, async (person) => {
      while (!over) await upload(node, person, photo);
    });
    const measured = await chat();
    over = true;
    await uploading;
    return measured;
  };
  const { p50, p99 } = await inTurns(options.pairs, besideUploads, chat);
  await load.stop();
  return [
    compare(`p50 of a send while ${AT_ONCE} upload photos`, 'ms', p50, 'without'),
    compare(`p99 of a send while ${AT_ONCE} upload photos`, 'ms', p99, 'without', {
      of: 'ratio',
      atMost: 1.1,
    }),
  ];
}

/** Hostile files, then many uploads; everything that is stored is searched for metadata. */
/** `before` is the memory of the node before its first photo. */
async function measureHarm(
  node: BenchNode,
  people: Person[],
  before: number,
  options: Options,
): Promise<Row[]> {
  const files = await hostileFiles();
  let most = before;
  let over = false;
  const watching = (async () => {
    while (!over) {
      most = Math.max(most, (await node.usage()).node.memory);
      await delay(MEMORY_EVERY_MS);
    }
  })();
  const counts = { failed: 0, wrong: 0, withMetadata: 0 };
  const uploadAll = (count: number) =>
    mapConcurrently(
      Array.from({ length: count }, (_, n) => n),
      8,
      async (n) => {
        const { name, data, becomes } = files[n % files.length] as (typeof files)[number];
        const person = people[n % people.length] as Person;
        const { status, attachment, code } = await upload(node, person, data, name);
        if (status >= 500) counts.failed += 1;
        if ((attachment?.kind ?? code) !== becomes) counts.wrong += 1;
        if (attachment?.kind !== 'photo') return;
        const stored = await request(node, person, `/api/v1/attachments/${attachment.id}/file`);
        if (METADATA.test(Buffer.from(await stored.arrayBuffer()).toString('latin1')))
          counts.withMetadata += 1;
      },
    );
  const hostile = scaled(HOSTILE, options, files.length);
  await uploadAll(hostile);
  const grown = most - before;
  const count = scaled(UPLOADS, options, 100);
  const begun = performance.now();
  await uploadAll(count);
  const seconds = (performance.now() - begun) / 1000;
  over = true;
  await watching;
  const none = { of: 'figure' as const, atMost: 0 };
  return [
    figure(`memory for ${hostile} hostile files, with the decoder`, 'MB', grown / 1e6, {
      of: 'figure',
      atMost: 256,
    }),
    figure(`${count} uploads, files and photos`, '/s', count / seconds),
    figure('memory for them', 'MB', (most - before) / 1e6),
    figure('answers 5xx', '', counts.failed, none),
    figure('files that became something else', '', counts.wrong, none),
    figure('photos with metadata', '', counts.withMetadata, none),
  ];
}
