import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeChatPackage } from '@/bin/pack-chat.mjs';
import { ok, open, post, type TestConnection } from '../support/clients';
import type { Benchmark } from './benchmark';
import { inTurns } from './in-turns';
import { quantile } from './latencies';
import { withNode } from './node';
import { scaled } from './options';
import { compare, figure, type Row } from './table';

const CONVERSATIONS = 500;
const SIZE = { columns: 100, rows: 30 };
const A_SECOND = 50;
const BURST_SECONDS = 10;
const KEYS = 60;
const KEY_EVERY_MS = 150;
const MESSAGES = 10_000;
const AT_ONCE = 20;
/** A message as people write them: 80 characters. */
const textOf = (n: number) =>
  `message ${n} of somebody who writes about as much as people do in a chat, up to here`;
/** What a frame begins with. */
const FRAME = '\u001b[?2026h';

/** The terminal client as its package runs it, on a pseudo-terminal. */
const benchmark: Benchmark = {
  name: `The terminal client, ${SIZE.columns} × ${SIZE.rows}`,
  run: (options) =>
    withNode(options, {}, async (node) => {
      const folder = await mkdtemp(path.join(tmpdir(), 'quad-bench-terminal-'));
      const program = path.join(folder, 'package');
      makeChatPackage(program);
      const [reader, writer] = await node.users('term', 2);
      if (!reader || !writer) throw new Error('no users');
      const start = () =>
        startTerminal(path.join(program, 'quad-chat.js'), {
          QUAD_URL: node.url,
          QUAD_TOKEN: reader.token,
          XDG_STATE_HOME: folder,
        });
      const sender = { url: node.url, token: writer.token };
      const connection = await open(node.url);
      try {
        // A session that acknowledges nothing would fall behind.
        connection.socket.on('new_message', (_users, _entries, acknowledge) => acknowledge?.());
        ok(await connection.say('new_client', { ...writer, version: 1 }));
        const conversations = scaled(CONVERSATIONS, options, 10);
        for (let n = 0; n < conversations; n++)
          await say(sender, await group(connection, reader.id, `Group ${n}`), 'hello');
        const started = await inTurns(options.pairs, () => startUp(start), bareStart);
        const room = await group(connection, reader.id, 'The busy room');
        await say(sender, room, 'hello');
        const rows: Row[] = [
          compare('first frame', 'ms', started.frame, 'node -e 0', { of: 'figure', atMost: 500 }),
          compare(`list with ${conversations} conversations`, 'ms', started.list, 'node -e 0', {
            of: 'figure',
            atMost: 1_000,
          }),
        ];
        const terminal = await start();
        try {
          await terminal.shows('● connected');
          terminal.type('\u001bOQ');
          await terminal.shows('Latest chats');
          terminal.type('\r');
          await terminal.shows('The busy room');
          rows.push(...(await burst(terminal, sender, room)), ...(await echo(terminal, sender, room)));
          const messages = scaled(MESSAGES, options, 100);
          await fill(sender, room, messages);
          await terminal.shows(`message ${messages - 1} of`);
          rows.push(
            figure(`memory after ${messages} messages`, 'MB', await terminal.memory(), {
              of: 'figure',
              atMost: 150,
            }),
          );
        } finally {
          await terminal.stop();
        }
        return rows;
      } finally {
        await connection.close();
        await rm(folder, { recursive: true, force: true });
      }
    }),
};
export default benchmark;

/** Creates a group of two with a message; returns its id. */
async function group(connection: TestConnection, other: string, title: string): Promise<string> {
  const { conversation } = ok(
    await connection.say('create_conversation', { kind: 'group', users: [other], title }),
  ) as {
    conversation: { id: string };
  };
  return conversation.id;
}

/** Sends a message by REST. */
async function say(sender: Sender, id: string, text: string): Promise<void> {
  const body = { clientId: randomUUID(), to: { to: 'conversation', id }, text };
  const { status } = await post(sender.url, '/api/v1/messages', body, sender.token);
  if (status !== 201) throw new Error(`a message was refused: ${status}`);
}

interface Sender {
  url: string;
  token: string;
}

async function startUp(start: () => Promise<Terminal>) {
  const terminal = await start();
  const frame = await terminal.shows('\u001b[?1049h');
  const list = await terminal.shows('● connected');
  await terminal.stop();
  return { frame, list };
}

/** The start of Node alone: what no program on it is faster than. */
async function bareStart() {
  const began = performance.now();
  await once(spawn(process.execPath, ['-e', '0']), 'exit');
  const took = performance.now() - began;
  return { frame: took, list: took };
}

/** Messages arrive, and nobody types. */
async function burst(terminal: Terminal, sender: Sender, room: string): Promise<Row[]> {
  const before = terminal.written().length;
  let bytes = 0;
  const stop = await send(sender, room, (text) => {
    bytes += Buffer.byteLength(text);
  });
  await delay(BURST_SECONDS * 1_000);
  await stop();
  await delay(1_000);
  const written = terminal.written().slice(before);
  const frames = written.split(FRAME).length - 1;
  return [
    figure(`frames a second at ${A_SECOND} messages a second`, '', frames / BURST_SECONDS, {
      of: 'figure',
      atMost: 15,
    }),
    figure('bytes written for a byte of text', '', Buffer.byteLength(written) / bytes, {
      of: 'figure',
      atMost: 2,
    }),
  ];
}

/** Somebody types while messages arrive. */
async function echo(terminal: Terminal, sender: Sender, room: string): Promise<Row[]> {
  const stop = await send(sender, room, () => {});
  const times: number[] = [];
  let typed = '';
  for (let n = 0; n < KEYS; n++) {
    typed += 'abcdefghijklmnopqrstuvwxyz'[n % 26];
    const began = performance.now();
    const from = terminal.written().length;
    terminal.type(typed.at(-1) as string);
    await terminal.shows(typed.slice(-60), from);
    times.push(performance.now() - began);
    await delay(KEY_EVERY_MS);
  }
  await stop();
  return [
    figure('key to echo at 50 messages a second, median', 'ms', quantile(times, 0.5)),
    figure('… 99th percentile', 'ms', quantile(times, 0.99), { of: 'figure', atMost: 50 }),
  ];
}

/** Sends `A_SECOND` messages a second until the returned function is called. */
async function send(sender: Sender, room: string, said: (text: string) => void) {
  const answers: Promise<unknown>[] = [];
  let n = 0;
  const timer = setInterval(() => {
    const text = textOf(n++);
    said(text);
    // A failure of the benchmark ends the connection first.
    answers.push(say(sender, room, text).catch(() => {}));
  }, 1_000 / A_SECOND);
  return async () => {
    clearInterval(timer);
    await Promise.all(answers);
  };
}

async function fill(sender: Sender, room: string, count: number): Promise<void> {
  for (let n = 0; n < count; n += AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, count - n) }, (_, i) => say(sender, room, textOf(n + i))),
    );
}

interface Terminal {
  /** Resolves once the text was written after an offset; with the milliseconds since the start. */
  shows(text: string, from?: number): Promise<number>;
  written(): string;
  type(text: string): void;
  /** Returns the memory of the program in megabytes. */
  memory(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts the program on a pseudo-terminal, which `script` of util-linux makes. */
async function startTerminal(file: string, env: Record<string, string>): Promise<Terminal> {
  const { PATH = '', HOME = '' } = process.env;
  const size = `stty rows ${SIZE.rows} cols ${SIZE.columns}`;
  const began = performance.now();
  const child: ChildProcessWithoutNullStreams = spawn(
    'script',
    ['-qfec', `${size} && exec '${file}'`, '/dev/null'],
    { env: { PATH, HOME, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...env } as unknown as NodeJS.ProcessEnv },
  );
  let written = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
  });
  return {
    written: () => written,
    type: (text) => void child.stdin.write(text),
    async shows(text, from = 0) {
      const late = AbortSignal.timeout(60_000);
      while (written.indexOf(text, from) < 0)
        await once(child.stdout, 'data', { signal: late }).catch(() => {
          throw new Error(`the terminal never wrote ${text}, but: ${JSON.stringify(written.slice(-2_000))}`);
        });
      return performance.now() - began;
    },
    async memory() {
      const [pid] = (await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8'))
        .trim()
        .split(' ');
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024;
    },
    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.stdin.write('\u0003\u0003');
      await Promise.race([ended, delay(10_000)]);
      child.kill('SIGKILL');
    },
  };
}
