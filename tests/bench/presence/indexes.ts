import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import RBush from 'rbush';
import { type Spot, squaredChord } from '@/server/presence/bucket-grid';
import { REACH_SLACK_METRES } from '@/server/presence/cells';
import { SpatialIndex } from '@/server/presence/spatial-index';
import { usageOf } from '../usage';

/** Everyone has this range (metres), because an R-tree and Redis search one range at a time. */
export const RANGE = 128;
const METRES = RANGE + REACH_SLACK_METRES;

/** A move of the person with the number `n`. */
export interface Move {
  n: number;
  spot: Spot;
}

/** An index of people that makes moves and after each finds who is in range of the person who moved. */
export interface Index {
  run(moves: Move[]): Promise<Searches>;
  close(): Promise<void>;
}

interface Searches {
  /** How many people were found in all, those who moved included. */
  found: number;
  /** Processor time, that of a server included. */
  microseconds: number;
}

/** Runs `work`, which returns how many people it found, and measures the processor time of this process. */
async function timed(work: () => number | Promise<number>): Promise<Searches> {
  const began = process.cpuUsage();
  const found = await work();
  const { user, system } = process.cpuUsage(began);
  return { found, microseconds: user + system };
}

export function createOurs(spots: Spot[]): Index {
  const index = new SpatialIndex();
  for (const [n, spot] of spots.entries()) index.set(n, spot, RANGE);
  return {
    run: (moves) =>
      timed(() => {
        let found = 0;
        for (const { n, spot } of moves) {
          index.set(n, spot, RANGE);
          found += index.watchers(null, spot).count;
        }
        return found;
      }),
    async close() {},
  };
}

export function createRTree(spots: Spot[]): Index {
  const items = spots.map((spot) => ({ ...boxOf(spot, 0), spot }));
  const tree = new RBush<(typeof items)[number]>();
  tree.load(items);
  const covered = squaredChord(METRES);
  return {
    run: (moves) =>
      timed(() => {
        let found = 0;
        for (const { n, spot } of moves) {
          const item = items[n] as (typeof items)[number];
          tree.remove(item);
          Object.assign(item, boxOf(spot, 0), { spot });
          tree.insert(item);
          for (const { spot: other } of tree.search(boxOf(spot, METRES))) {
            const chord = (spot.x - other.x) ** 2 + (spot.y - other.y) ** 2 + (spot.z - other.z) ** 2;
            if (chord <= covered) found++;
          }
        }
        return found;
      }),
    async close() {},
  };
}

/** Returns the box around a spot in degrees, `metres` in each direction. */
function boxOf({ latitude, longitude }: Spot, metres: number) {
  const height = metres / 111_000;
  const width = height / Math.cos((latitude * Math.PI) / 180);
  return {
    minX: longitude - width,
    minY: latitude - height,
    maxX: longitude + width,
    maxY: latitude + height,
  };
}

/**
 * Starts `redis-server` with the people in it. A run writes all its commands at once and reads the replies together.
 * Throws if the program is not installed (Debian: `redis-server`).
 */
export async function startRedis(spots: Spot[]): Promise<Index> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quad-redis-'));
  const file = path.join(folder, 'socket');
  const settings = ['--port', '0', '--unixsocket', file, '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(server, 'spawn');
  await new Promise<void>((resolve) => {
    let output = '';
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (/ready to accept connections/i.test(output)) resolve();
    });
  });
  const socket = connect(file);
  await once(socket, 'connect');
  const add = ({ n, spot }: Move) => `GEOADD people ${spot.longitude} ${spot.latitude} ${n}\r\n`;
  const search = ({ spot: { longitude, latitude } }: Move) =>
    `GEOSEARCH people FROMLONLAT ${longitude} ${latitude} BYRADIUS ${METRES} m\r\n`;
  await request(socket, spots.map((spot, n) => add({ n, spot })).join(''));
  return {
    async run(moves) {
      const before = await usageOf(server.pid as number);
      const own = await timed(async () => {
        const replies = await request(socket, moves.map((move) => add(move) + search(move)).join(''));
        let found = 0;
        for (const [, count] of replies.matchAll(/\*(\d+)/g)) found += Number(count);
        return found;
      });
      const after = await usageOf(server.pid as number);
      return { ...own, microseconds: own.microseconds + (after.cpuMs - before.cpuMs) * 1_000 };
    },
    async close() {
      socket.destroy();
      const exited = once(server, 'exit');
      server.kill();
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}

/** Sends commands, and returns all replies. They contain no `+` before that to the last command, `PING`. */
async function request(socket: Socket, commands: string): Promise<string> {
  const chunks: Buffer[] = [];
  const answered = new Promise<void>((resolve) => {
    const take = (chunk: Buffer) => {
      chunks.push(chunk);
      if (!chunk.includes('+')) return;
      socket.off('data', take);
      resolve();
    };
    socket.on('data', take);
  });
  socket.write(`${commands}PING\r\n`);
  await answered;
  return Buffer.concat(chunks).toString('latin1');
}
