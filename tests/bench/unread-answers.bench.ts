import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, ok, open, type TestConnection } from '../support/clients';
import { type Quad, startQuad } from '../support/quad';
import type { Benchmark } from './benchmark';
import { figure, type Row } from './table';

const SOCKETS = 50;
/** Whose sockets these are: one user has not so many. */
const READERS = 2;
const SECONDS = 15;
const A_SECOND = 20;
const SETTLE_MS = 8_000;
const MESSAGES = 200;
const MAX_TEXT_LENGTH = 4_000;
/** Messages of one sender at once, by the default limits. */
const BURST = 60;

/** Clients that ask for the longest pages they can and read no answer, under the default limits. */
const benchmark: Benchmark = {
  name: `${SOCKETS} sockets ask for a page ${A_SECOND} times a second for ${SECONDS} s and read nothing`,
  run: () => measure(),
};
export default benchmark;

/** @param tree the source that the node runs from, when it is not this one */
export async function measure(tree?: string): Promise<Row[]> {
  const quad = await startQuad(tree === undefined ? {} : { tree });
  try {
    const readers: { id: string; token: string }[] = [];
    for (let n = 0; n < READERS; n++) {
      const id = `bench-reader-${n}`;
      readers.push({ id, token: await quad.token(id) });
    }
    const conversation = await fill(quad, readers);
    const connections: TestConnection[] = [];
    for (let n = 0; n < SOCKETS; n++) {
      const connection = await open(quad.url);
      ok(await connection.say('new_client', { ...readers[n % READERS], version: 1 }));
      connections.push(connection);
    }
    const before = await memoryOf(quad);
    let most = before;
    for (const { socket } of connections) pause(socket);
    for (let second = 0; second < SECONDS; second++) {
      for (const { socket } of connections) {
        for (let n = 0; n < A_SECOND; n++) socket.emit('history', { conversation, limit: 200 }, () => {});
        // Without it the server takes the client for dead.
        (socket.io.engine as unknown as { _sendPacket(type: string): void })._sendPacket('pong');
      }
      await delay(1_000);
      most = Math.max(most, await memoryOf(quad));
    }
    // What is only garbage goes meanwhile; what waits for clients stays.
    await delay(SETTLE_MS);
    const after = await memoryOf(quad);
    for (const { socket } of connections) socket.io.engine.transport.close();
    return [
      figure('memory before', 'MB', before),
      figure('most memory', 'MB', most),
      figure(`growth ${SETTLE_MS / 1000} s after`, 'MB', after - before),
    ];
  } finally {
    await quad.remove();
  }
}

/** A conversation with a page of the longest messages. */
async function fill(quad: Quad, readers: { id: string; token: string }[]): Promise<string> {
  let conversation = '';
  for (let from = 0; from < MESSAGES; from += BURST) {
    const id = `bench-writer-${from}`;
    const writer = await connect(quad.url, { id, token: await quad.token(id) });
    if (conversation === '') {
      const created = ok(
        await writer.say('create_conversation', { kind: 'channel', title: 'Long', public: true }),
      );
      conversation = created.conversation.id;
      for (const reader of readers) {
        const client = await connect(quad.url, reader);
        ok(await client.say('join_channel', { conversation }));
        await client.close();
      }
    } else ok(await writer.say('join_channel', { conversation }));
    for (let n = from; n < Math.min(from + BURST, MESSAGES); n++)
      ok(await writer.send({ to: 'conversation', id: conversation }, 'x'.repeat(MAX_TEXT_LENGTH)));
    await writer.close();
  }
  return conversation;
}

/** Stops reading from the socket; it still writes. */
function pause(socket: TestConnection['socket']): void {
  const { transport } = socket.io.engine as unknown as { transport: { ws: { pause(): void } } };
  transport.ws.pause();
}

/** Megabytes of the node's process that are in memory. */
async function memoryOf(quad: Quad): Promise<number> {
  const status = await readFile(`/proc/${quad.pid()}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
