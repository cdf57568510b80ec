import { createHmac } from 'node:crypto';
import type { Db } from '@/db/client';
import type { WireAlert } from '@/protocol/alerts';
import { canonical } from './canonical';
import type { OutgoingChannel } from './channel';
import { insertTaker, readTakers } from './store/webhook-posts';

const TIMEOUT_MS = 5_000;
/** The webhook is used when most people have been told: gateways and sirens are for who has not. */
const AFTER_MS = 30_000;
/** A siren that sounds for an alert that has ended is to stop. */
const END_AFTER_MS = 0;

/** Which URLs have taken a revision: all nodes share it, because another one may try again. */
interface Takers {
  read(alert: Pick<WireAlert, 'id' | 'revision'>, urls: readonly string[]): Promise<Set<string>>;
  add(alert: Pick<WireAlert, 'id' | 'revision'>, url: string): Promise<void>;
}

/** Returns the list of takers in the database. */
export const storedTakers = ({ pool }: Pick<Db, 'pool'>): Takers => ({
  read: (alert, urls) => readTakers(pool, alert, urls),
  add: (alert, url) => insertTaker(pool, alert, url),
});

/**
 * Returns the channel that posts each revision as JSON to URLs of the operator: gateways for text messages, signage,
 * sirens. `X-Quad-Signature` is the HMAC-SHA256 of the body, hexadecimal. The body has no people. A receiver must keep the
 * greatest revision of each alert: a post can come again, and late.
 */
export function createWebhook({
  urls,
  secret,
  takers,
}: {
  urls: readonly string[];
  secret: string;
  takers: Takers;
}): OutgoingChannel {
  return {
    name: 'webhook',
    kinds: ['live'],
    ladder: [{ afterMs: AFTER_MS, endAfterMs: END_AFTER_MS, to: 'unseen' }],
    async handOver(alert, { isNewest }) {
      if (!isNewest()) return [];
      const body = canonical({ version: 1, alert });
      const signature = createHmac('sha256', secret).update(body).digest('hex');
      const taken = await takers.read(alert, urls);
      const rest = urls.filter((url) => !taken.has(url));
      const answers = await Promise.allSettled(
        rest.map(async (url) => {
          const answer = await fetch(url, {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'x-quad-signature': signature },
            body,
            redirect: 'error',
            signal: AbortSignal.timeout(TIMEOUT_MS),
          });
          await answer.body?.cancel();
          if (!answer.ok) throw new Error(`a webhook answered ${answer.status}`);
          await takers.add(alert, url);
        }),
      );
      const failed = answers.find((answer) => answer.status === 'rejected');
      if (failed) throw failed.reason;
      return [];
    },
  };
}
