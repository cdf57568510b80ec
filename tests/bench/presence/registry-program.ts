import { pathToFileURL } from 'node:url';
import type { Registry } from '@/server/presence/registry';
import type { PresenceState } from '@/server/presence/store';
import { type Crowd, createCrowd, type Standing } from './crowd';

/** The registry of any build: `takeMovements` is an older name of `drainMovements`. */
type AnyRegistry = Pick<Registry, 'apply' | 'load'> &
  Partial<Record<'drainMovements' | 'takeMovements', Registry['drainMovements']>>;
type AnyModule = { createRegistry(options: object): AnyRegistry };

/** The default range of users, in metres. */
const RANGES = [128];

/** Each person moves once in this time, and movements are sent as often. */
const MOVE_EVERY_MS = 60_000;
const SEND_EVERY_MS = 250;

export interface Measured {
  microseconds: number;
  /** Pairs of a move and an observer who was told of it. */
  told: number;
}

/**
 * Applies moves to the registry of a build and drains it as often as a node does. Everyone has a session here. States
 * are made before the clock starts.
 */
async function measure({ createRegistry }: AnyModule, crowd: Crowd, moves: number): Promise<Measured> {
  const registry = createRegistry({
    buildingName: (id: string) => `Building ${id}`,
    isHere: () => true,
    onRoomChange: () => {},
  });
  const drain = () => {
    const movements = registry.drainMovements?.() ?? registry.takeMovements?.();
    if (!movements) throw new Error('This build has no movements.');
    return movements;
  };
  const { standings, move } = createCrowd(crowd, RANGES);
  const versions = standings.map(() => 1);
  const stateOf = (standing: Standing, version: number): PresenceState => ({
    userId: standing.userId,
    username: standing.userId.slice(0, 8),
    name: `Person ${standing.userId.slice(0, 4)}`,
    version,
    online: true,
    sharing: true,
    end: 'gone',
    until: null,
    device: { id: standing.userId, name: null },
    cell: standing.cell,
    range: standing.range,
    blocked: [],
    buildingId: null,
    declared: false,
    room: null,
  });
  await registry.load(async () => standings.map((standing) => stateOf(standing, 1)));
  drain();
  const next = () => {
    const n = move();
    versions[n] = (versions[n] as number) + 1;
    return stateOf(standings[n] as Standing, versions[n] as number);
  };
  const batch = Math.max(1, Math.round((crowd.people * SEND_EVERY_MS) / MOVE_EVERY_MS));
  let told = 0;
  const run = (count: number): number => {
    // As they come from the broker, with strings of their own.
    const states: PresenceState[] = JSON.parse(JSON.stringify(Array.from({ length: count }, next)));
    globalThis.gc?.();
    const began = process.cpuUsage();
    for (const [n, state] of states.entries()) {
      registry.apply(state);
      if ((n + 1) % batch !== 0) continue;
      for (const [, movement] of drain()) {
        if (movement?.kind === 'delta') told += movement.people.length + movement.gone.length;
      }
    }
    const { user, system } = process.cpuUsage(began);
    return user + system;
  };
  // The first moves warm up.
  run(moves);
  told = 0;
  return { microseconds: run(moves) / moves, told };
}

/** Arguments: the bundle of a registry, people, people per cell, moves. Prints a `Measured` as JSON. */
const [bundle = '', people, perCell, moves] = process.argv.slice(2);
const module: AnyModule = await import(pathToFileURL(bundle).href);
console.log(
  JSON.stringify(await measure(module, { people: Number(people), perCell: Number(perCell) }, Number(moves))),
);
