import { Attacker, CHECKPOINTS, type Curve, spreadOf } from './locate';
import type { Oracle } from './oracles';
import { metres, type Point, snap } from './plane';
import type { Question } from './posterior';

/** Something that runs and answers an account's question: in which interval between the cuts each target is, by name. */
export type Ask = (account: number, question: Question) => Promise<(target: string) => number>;

/**
 * Attacks many targets of a running server at once, because each answer says something of everybody: asks the most telling
 * question about the target of which least is known.
 */
export async function locateLive(
  ask: Ask,
  targets: ReadonlyMap<string, Point>,
  options: {
    name: string;
    cuts: Oracle['cuts'];
    accounts: number;
    questions: number;
    random: () => number;
  },
): Promise<Curve> {
  const attackers = new Map(
    [...targets.keys()].map((name) => [name, new Attacker(options.cuts, options.random)]),
  );
  const points: Curve['points'] = [];
  const errors = () =>
    [...targets].map(([name, at]) => metres((attackers.get(name) as Attacker).estimate(), at));
  for (let asked = 0; asked < options.questions; ) {
    const least = [...attackers.values()].sort((a, b) => b.spread() - a.spread());
    const round = Array.from(
      { length: Math.min(options.accounts, options.questions - asked) },
      (_, account) => (least[account % least.length] as Attacker).choose(),
    );
    const answers = await Promise.all(round.map((question, account) => ask(account, question)));
    for (const [n, question] of round.entries()) {
      const intervalOf = answers[n] as Awaited<ReturnType<Ask>>;
      for (const [name, attacker] of attackers) attacker.learn(question, intervalOf(name));
      asked += 1;
      if (CHECKPOINTS.includes(asked)) points.push({ questions: asked, ...spreadOf(errors()) });
    }
  }
  return {
    name: options.name,
    floor: spreadOf([...targets.values()].map((at) => metres(at, snap(at)))),
    points,
  };
}
