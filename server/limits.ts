import { fail } from './errors';

/** How many at once, and how many more each second. */
export interface Rate {
  burst: number;
  perSecond: number;
}

/** What is limited, each by a setting of its own: by caller, by user, by account or by address. */
export type Limit =
  | 'request'
  | 'anonymous'
  | 'signIn'
  | 'event'
  | 'message'
  | 'report'
  | 'position'
  | 'declare'
  | 'handover'
  | 'nearby'
  | 'search'
  | 'export'
  | 'password'
  | 'passwordAddress'
  | 'newAccount';

export interface Limits {
  /** Takes one from the caller's bucket; throws `rate_limited` with the seconds to wait when it is empty. */
  take(limit: Limit, caller: string): void;
  /** Puts back what was taken on suspicion from one who has proved themselves since. */
  giveBack(limit: Limit, caller: string): void;
}

const MOST_BUCKETS = 100_000;

/** Token buckets in memory. `rates: null` lets everything through (load tests). */
export function createLimits(options: { rates: Record<Limit, Rate> | null; now?: () => number }): Limits {
  const now = options.now ?? Date.now;
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    take(limit, caller) {
      if (!options.rates) return;
      const { burst, perSecond } = options.rates[limit];
      const key = `${limit}:${caller}`;
      const at = now();
      const old = buckets.get(key);
      const left = old ? Math.min(burst, old.left + ((at - old.at) / 1000) * perSecond) : burst;
      if (left < 1) {
        throw fail('rate_limited', 'That was a little fast. Wait a moment and try again.', {
          retryAfter: Math.ceil((1 - left) / perSecond),
        });
      }
      // Taken out and put back, so that the map is in order of last use and the oldest can go.
      buckets.delete(key);
      buckets.set(key, { left: left - 1, at });
      if (buckets.size > MOST_BUCKETS) buckets.delete(buckets.keys().next().value as string);
    },
    giveBack(limit, caller) {
      const bucket = buckets.get(`${limit}:${caller}`);
      if (bucket && options.rates) bucket.left = Math.min(options.rates[limit].burst, bucket.left + 1);
    },
  };
}
