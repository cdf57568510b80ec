import { parseArgs } from 'node:util';

/** The options of the command line, after `npm run bench --`. */
export interface Options {
  /** The commit that this tree is compared with. */
  against: string;
  /** The factor for the numbers of people and messages: 1 for the figures of docs/performance.md. */
  scale: number;
  /** The number of pairs that `inTurns` runs. */
  pairs: number;
  /** The number of people of the day on a campus. */
  people: number;
  /** The number of minutes of that day that pass in one. */
  press: number;
  /** The directory for CPU profiles of this tree's node. */
  profile?: string;
  /** Parts of the file names of the benchmarks to run; empty for all. */
  names: string[];
}

/** Parses the arguments of the command. Throws for an unknown option or a value that is no positive number. */
export function parseOptions(args: string[]): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      against: { type: 'string', default: '6a8e75f' },
      scale: { type: 'string', default: '1' },
      pairs: { type: 'string', default: '5' },
      people: { type: 'string', default: '5000' },
      press: { type: 'string', default: '60' },
      profile: { type: 'string' },
    },
  });
  const positive = (name: 'scale' | 'pairs' | 'people' | 'press') => {
    const number = Number(values[name]);
    if (!(number > 0)) throw new Error(`--${name} must be a positive number.`);
    return number;
  };
  return {
    against: values.against,
    scale: positive('scale'),
    pairs: positive('pairs'),
    people: positive('people'),
    press: positive('press'),
    ...(values.profile && { profile: values.profile }),
    names: positionals,
  };
}

/** Returns the number at this scale, a whole number and at least `least`. */
export function scaled(number: number, { scale }: Pick<Options, 'scale'>, least = 1): number {
  return Math.max(least, Math.round(number * scale));
}
