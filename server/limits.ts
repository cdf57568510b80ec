import { fail } from '@/protocol/errors';

/** A token bucket: its size, and how many tokens it gains each second. */
export interface Rate {
  burst: number;
  perSecond: number;
}

/** The limits, each with a setting of its own; by actor, by user, by account or by IP address. */
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
  | 'photo'
  | 'attachment'
  | 'draft'
  | 'cap'
  | 'alertAnswer'
  | 'password'
  | 'passwordAccount'
  | 'passwordAddress'
  | 'newAccount'
  | 'identity'
  | 'newConversation'
  | 'guestConversation'
  | 'ownedConversation';

/** What a subject has left of a limit, as the `RateLimit` headers say it. */
interface BucketState {
  /** The size of the bucket. */
  quota: number;
  /** The seconds in which an empty bucket becomes full. */
  window: number;
  remaining: number;
  /** The seconds until the bucket is full. */
  reset: number;
}

export interface Limits {
  /**
   * Takes `cost` tokens (1 by default) from the bucket of `subject`: an actor, an account or an IP address. Throws
   * `rate_limited` with the seconds to wait when the bucket has fewer. A cost larger than the bucket takes a full
   * bucket.
   */
  take(limit: Limit, subject: string, cost?: number): void;
  /**
   * Takes one token, on credit if the bucket is empty. Returns the milliseconds until the token would have been
   * available. Never refuses.
   */
  takeOnCredit(limit: Limit, subject: string): number;
  /** Returns the bucket of a subject now; null without limits. */
  stateOf(limit: Limit, subject: string): BucketState | null;
  /** Returns a token to the bucket of a subject that has authenticated since. */
  giveBack(limit: Limit, subject: string): void;
}

const MAX_BUCKETS = 100_000;
const RECIPIENTS_FOR_ONE = 5;

/** Returns the cost of one message by its number of recipients; a room counts as one. */
export function costOfRecipients(people: number): number {
  return Math.max(1, Math.ceil(people / RECIPIENTS_FOR_ONE));
}

/** Creates token buckets in memory. `rates: null` disables all limits, for load tests. */
export function createLimits(options: { rates: Record<Limit, Rate> | null; now?: () => number }): Limits {
  const now = options.now ?? Date.now;
  const buckets = new Map<string, { tokens: number; at: number }>();

  function tokensIn(key: string, { burst, perSecond }: Rate): number {
    const old = buckets.get(key);
    return old ? Math.min(burst, old.tokens + ((now() - old.at) / 1000) * perSecond) : burst;
  }

  /** Deletes and inserts the bucket again: the map stays in order of last use, and the oldest bucket is evicted. */
  function put(key: string, tokens: number): void {
    buckets.delete(key);
    buckets.set(key, { tokens, at: now() });
    if (buckets.size > MAX_BUCKETS) buckets.delete(buckets.keys().next().value as string);
  }

  return {
    take(limit, subject, cost = 1) {
      if (!options.rates) return;
      const rate = options.rates[limit];
      const key = `${limit}:${subject}`;
      const tokens = tokensIn(key, rate);
      const charge = Math.min(cost, rate.burst);
      if (tokens < charge) {
        throw fail('rate_limited', 'Too many requests. Wait a moment and try again.', {
          retryAfter: Math.ceil((charge - tokens) / rate.perSecond),
        });
      }
      put(key, tokens - charge);
    },
    takeOnCredit(limit, subject) {
      if (!options.rates) return 0;
      const rate = options.rates[limit];
      const key = `${limit}:${subject}`;
      const tokens = Math.max(tokensIn(key, rate) - 1, -rate.burst);
      put(key, tokens);
      return tokens >= 0 ? 0 : (-tokens / rate.perSecond) * 1000;
    },
    stateOf(limit, subject) {
      const rate = options.rates?.[limit];
      if (!rate) return null;
      const tokens = Math.max(tokensIn(`${limit}:${subject}`, rate), 0);
      return {
        quota: rate.burst,
        window: Math.ceil(rate.burst / rate.perSecond),
        remaining: Math.floor(tokens),
        reset: Math.ceil((rate.burst - tokens) / rate.perSecond),
      };
    },
    giveBack(limit, subject) {
      const bucket = buckets.get(`${limit}:${subject}`);
      if (bucket && options.rates) bucket.tokens = Math.min(options.rates[limit].burst, bucket.tokens + 1);
    },
  };
}
