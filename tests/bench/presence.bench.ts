import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Spot } from '@/server/presence/bucket-grid';
import { spotOf } from '@/server/presence/spatial-index';
import type { Benchmark } from './benchmark';
import { checkoutOf, root } from './checkout';
import { inTurns, type Range } from './in-turns';
import { type Options, scaled } from './options';
import { createCrowd, type Standing } from './presence/crowd';
import { createOurs, createRTree, type Move, RANGE, startRedis } from './presence/indexes';
import type { Measured } from './presence/registry-program';
import { compare, figure, type Row } from './table';

const run = promisify(execFile);

const CROWDS = [1_000, 10_000, 100_000];
const LARGEST = 100_000;
/** People per cell. */
const DENSITY = 1;
const MOVES = 20_000;
const TARGET = { microseconds: 10, gain: 10, growth: 2, rTree: 5, redis: 20 };

/** Times are processor time (of Redis: its and its client's), because other programs of the machine take turns with these. */
const benchmark: Benchmark = {
  name: 'A move, and who must be told of it',
  run: async (options) => [...(await compareRegistries(options)), ...(await compareIndexes(options))],
};
export default benchmark;

/** The registry of this tree beside that of an earlier commit, each run in a process of its own. */
async function compareRegistries(options: Options): Promise<Row[]> {
  const theirTree = await checkoutOf(options.against);
  const folder = await mkdtemp(path.join(tmpdir(), 'quad-registry-'));
  const bundle = async (entry: string, name: string): Promise<string> => {
    const outfile = path.join(folder, `${name}.mjs`);
    await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm' });
    return outfile;
  };
  try {
    const program = await bundle(path.join(import.meta.dirname, 'presence/registry-program.ts'), 'program');
    const ours = await bundle(path.join(root, 'server/presence/registry.ts'), 'ours');
    const theirs = await bundle(path.join(theirTree, 'server/presence/registry.ts'), 'theirs');
    const moves = scaled(MOVES, options, 1_000);
    const measure = async (registry: string, people: number) => {
      const args = ['--expose-gc', program, registry, people, DENSITY, moves].map(String);
      const { stdout } = await run(process.execPath, args);
      return JSON.parse(stdout) as Measured;
    };
    const rows: Row[] = [];
    const costs: Range[] = [];
    for (const people of CROWDS) {
      const { microseconds, told } = await inTurns(
        options.pairs,
        () => measure(ours, people),
        () => measure(theirs, people),
      );
      if (told.ratio.least !== 1 || told.ratio.most !== 1) throw new Error('The two told different people.');
      costs.push(microseconds.ours);
      const what = `a move through the registry, ${people} online`;
      rows.push(
        compare(what, 'µs', microseconds, options.against, { of: 'ratio', atMost: 1 / TARGET.gain }),
        figure('moves', '/s', inverse(microseconds.ours)),
        figure('people told of each', '', told.ours.median / moves),
      );
    }
    const [few, , many] = costs as [Range, Range, Range];
    return [
      ...rows,
      figure(`a move, ${LARGEST} online`, 'µs', many, { of: 'figure', atMost: TARGET.microseconds }),
      figure(`a move, ${LARGEST} online, to one with ${CROWDS[0]}`, '×', many.median / few.median, {
        of: 'figure',
        atMost: TARGET.growth,
      }),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

const inverse = ({ median, least, most }: Range): Range => ({
  median: 1e6 / median,
  least: 1e6 / most,
  most: 1e6 / least,
});

/** The index beside an R-tree and Redis: everyone has the same range, and a search follows each move. */
async function compareIndexes(options: Options): Promise<Row[]> {
  const rows: Row[] = [];
  const peers = [
    { name: 'rbush', target: TARGET.rTree, start: async (spots: Spot[]) => createRTree(spots) },
    { name: 'Redis', target: TARGET.redis, start: startRedis },
  ];
  for (const { name, target, start } of peers) {
    const { standings, move } = createCrowd({ people: LARGEST, perCell: DENSITY }, [RANGE]);
    const spots = standings.map(({ cell }) => spotOf(cell));
    const count = scaled(MOVES, options, 1_000);
    const next = (): Move => {
      const n = move();
      return { n, spot: spotOf((standings[n] as Standing).cell) };
    };
    // Both make the same moves. The first round warms up.
    const rounds = Array.from({ length: options.pairs + 1 }, () => Array.from({ length: count }, next));
    const ours = createOurs(spots);
    const peer = await start(spots).catch((err) => {
      console.error(`${name} is left out: ${err}`);
      return null;
    });
    if (!peer) continue;
    try {
      const runs = [ours, peer].map((index) => {
        const own = [...rounds];
        return async () => {
          const { found, microseconds } = await index.run(own.shift() ?? []);
          return { found: found / count, microseconds: microseconds / count };
        };
      });
      for (const run of runs) await run();
      const [runOurs, runPeer] = runs as [(typeof runs)[0], (typeof runs)[0]];
      const { microseconds, found } = await inTurns(options.pairs, runOurs, runPeer);
      rows.push(
        compare(`a move and a search in the index, ${LARGEST} people`, 'µs', microseconds, name, {
          of: 'ratio',
          atMost: 1 / target,
        }),
        compare('people found by each search', '', found, name),
      );
    } finally {
      await peer.close();
    }
  }
  return rows;
}
