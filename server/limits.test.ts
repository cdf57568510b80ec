import { describe, expect, it } from 'vitest';
import { costOfRecipients, createLimits, type Limit, type Rate } from './limits';

const rate = { burst: 3, perSecond: 0.5 };
const rates: Record<Limit, Rate> = {
  request: rate,
  anonymous: rate,
  signIn: rate,
  event: rate,
  message: rate,
  report: rate,
  position: rate,
  declare: rate,
  handover: rate,
  nearby: rate,
  search: rate,
  export: rate,
  photo: rate,
  attachment: rate,
  draft: rate,
  cap: rate,
  alertAnswer: rate,
  password: rate,
  passwordAccount: rate,
  passwordAddress: rate,
  identity: rate,
  newAccount: rate,
  newConversation: rate,
  guestConversation: rate,
  ownedConversation: rate,
};

function world(options: { rates: typeof rates | null } = { rates }) {
  let time = 1_000_000;
  const limits = createLimits({ ...options, now: () => time });
  const accepted = (limit: Limit, subject: string, times: number) => {
    let count = 0;
    for (let n = 0; n < times; n++) {
      try {
        limits.take(limit, subject);
        count++;
      } catch (error) {
        expect(error).toMatchObject({ code: 'rate_limited', retryable: true });
      }
    }
    return count;
  };
  return {
    limits,
    accepted,
    pass(ms: number) {
      time += ms;
    },
  };
}

describe('limits', () => {
  it('allow a burst, and then the given rate per second', () => {
    const { accepted, pass } = world();
    expect(accepted('message', 'ana', 10)).toBe(3);
    pass(2_000);
    expect(accepted('message', 'ana', 10)).toBe(1);
    pass(3_600_000);
    expect(accepted('message', 'ana', 10)).toBe(3);
  });

  it('are separate for each subject and each kind', () => {
    const { accepted } = world();
    expect([
      accepted('message', 'ana', 9),
      accepted('message', 'rui', 9),
      accepted('nearby', 'ana', 9),
    ]).toEqual([3, 3, 3]);
  });

  it('report the whole seconds to wait, after which the request succeeds', () => {
    const { limits, accepted, pass } = world();
    accepted('position', 'ana', 3);
    pass(500);
    let wait = 0;
    try {
      limits.take('position', 'ana');
    } catch (error) {
      wait = (error as { retryAfter: number }).retryAfter;
    }
    expect(wait).toBe(2);
    pass(wait * 1_000);
    expect(accepted('position', 'ana', 1)).toBe(1);
  });

  it('charge nothing for a refused request', () => {
    const { accepted, pass } = world();
    accepted('event', 'ana', 1_000);
    pass(2_000);
    expect(accepted('event', 'ana', 1)).toBe(1);
  });

  it('accept returned tokens up to a full bucket', () => {
    const { limits, accepted } = world();
    limits.giveBack('anonymous', 'nobody');
    expect(accepted('anonymous', 'campus', 2)).toBe(2);
    for (let n = 0; n < 9; n++) limits.giveBack('anonymous', 'campus');
    expect(accepted('anonymous', 'campus', 9)).toBe(3);
  });

  it('are disabled for load tests', () => {
    expect(world({ rates: null }).accepted('message', 'ana', 1_000)).toBe(1_000);
  });

  it('keep a bounded number of buckets, the most recently used', () => {
    const { accepted } = world();
    accepted('request', 'busy', 3);
    for (let n = 0; n < 99_999; n++) accepted('request', `subject-${n}`, 1);
    expect(accepted('request', 'busy', 1)).toBe(0);
    // The refused request did not refresh this bucket, so it is the oldest and is evicted first.
    for (let n = 0; n < 2; n++) accepted('request', `another-${n}`, 1);
    expect(accepted('request', 'busy', 1)).toBe(1);
  });

  it('[S30] take the cost of a request, a full bucket at most', () => {
    const { limits } = world();
    limits.take('message', 'ana', 2);
    expect(() => limits.take('message', 'ana', 2)).toThrow(expect.objectContaining({ retryAfter: 2 }));
    limits.take('message', 'ana', 1);
    limits.take('message', 'rui', 100);
    expect(() => limits.take('message', 'rui')).toThrow(expect.objectContaining({ code: 'rate_limited' }));
    expect([1, 5, 6, 100].map(costOfRecipients)).toEqual([1, 1, 2, 20]);
  });

  it('[A30] refuse nothing on credit, and report how long to wait', () => {
    const { limits } = world();
    const waits = Array.from({ length: 8 }, () => limits.takeOnCredit('passwordAccount', 'ana'));
    expect(waits).toEqual([0, 0, 0, 2_000, 4_000, 6_000, 6_000, 6_000]);
    expect(createLimits({ rates: null }).takeOnCredit('passwordAccount', 'ana')).toBe(0);
  });
});
