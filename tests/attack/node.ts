import { startQuad } from '../support/quad';
import { createTroupe, type Person } from '../support/troupe';
import { locateLive } from './live';
import { type Curve, scatter } from './locate';
import { rangeCuts } from './oracles';
import { type Point, positionOf } from './plane';

/** So far away that the next position is in a cell of its own. */
const AWAY = { x: 60_000, y: 0 };

/**
 * Attacks people whose sessions are on a running node, over HTTP: without limits, and by the routes of the legacy protocol,
 * which let an attacker name a position and a range in each request.
 */
export async function attackNode(options: {
  targets: number;
  questions: number;
  random: () => number;
}): Promise<Curve> {
  const quad = await startQuad({ env: { LIMITS: 'off', PRESENCE_EPOCH_SECONDS: '0' } });
  const troupe = createTroupe(() => quad);
  try {
    const targets = new Map<string, Point>();
    const report = (person: Person, at: Point) =>
      troupe.call(person, 'user/update/coordinates', positionOf(at));
    for (const point of scatter(options.targets, options.random)) {
      const person = await troupe.person();
      await troupe.legacyClient(person);
      await report(person, point);
      targets.set(person.id, point);
    }
    const accounts = [await troupe.person(), await troupe.person(), await troupe.person()];
    return await locateLive(
      async (account, { from, range }) => {
        const attacker = accounts[account] as Person;
        await report(attacker, AWAY);
        await report(attacker, from);
        const { json } = await troupe.call(attacker, 'user/show/range', {
          ...positionOf(from),
          radious: range,
        });
        const found = new Set(json as string[]);
        return (name) => (found.has(name) ? 0 : 1);
      },
      targets,
      { ...options, name: 'a running node over HTTP, 3 accounts', cuts: rangeCuts, accounts: 3 },
    );
  } finally {
    await troupe.leave();
    await quad.remove();
  }
}

/**
 * Returns how many questions from new places an account gets answered within a minute while the limits are on: the rest is
 * refused, because it moves too fast or asks too often.
 */
export async function answeredPerMinute(random: () => number): Promise<number> {
  const quad = await startQuad({ env: { PRESENCE_EPOCH_SECONDS: '0' } });
  const troupe = createTroupe(() => quad);
  try {
    const attacker = await troupe.person();
    let answered = 0;
    const end = Date.now() + 60_000;
    while (Date.now() < end) {
      const [from] = scatter(1, random) as [Point];
      try {
        await troupe.call(attacker, 'user/update/coordinates', positionOf(from));
        await troupe.call(attacker, 'user/show/range', { ...positionOf(from), radious: 300 });
        answered += 1;
      } catch {
        // Refused: it tries another place.
      }
    }
    return answered;
  } finally {
    await troupe.leave();
    await quad.remove();
  }
}
