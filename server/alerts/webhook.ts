import { createHmac } from 'node:crypto';
import { canonical } from './canonical';
import type { OutgoingChannel } from './channel';

const TIMEOUT_MS = 5_000;
/** The webhook is used when most people have been told: gateways and sirens are for who has not. */
const AFTER_MS = 30_000;
/** A siren that sounds for an alert that has ended is to stop. */
const END_AFTER_MS = 0;

/**
 * Returns the channel that posts each revision as JSON to URLs of the operator: gateways for text messages, signage,
 * sirens. `X-Quad-Signature` is the HMAC-SHA256 of the body, hexadecimal. The body has no people. A receiver must keep the
 * greatest revision of each alert: a post can come again, and late.
 */
export function createWebhook(urls: readonly string[], secret: string): OutgoingChannel {
  /** The URLs that took the newest revision of each alert of which another URL has not taken it yet. */
  const taken = new Map<string, { revision: number; urls: Set<string> }>();
  return {
    name: 'webhook',
    kinds: ['live'],
    ladder: [{ afterMs: AFTER_MS, endAfterMs: END_AFTER_MS, to: 'unseen' }],
    async handOver(alert, { isNewest }) {
      if (!isNewest()) return [];
      const body = canonical({ version: 1, alert });
      const signature = createHmac('sha256', secret).update(body).digest('hex');
      const { id, revision } = alert;
      const before = taken.get(id);
      const takers = before?.revision === revision ? before.urls : new Set<string>();
      taken.set(id, { revision, urls: takers });
      const rest = urls.filter((url) => !takers.has(url));
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
          takers.add(url);
        }),
      );
      const failed = answers.find((answer) => answer.status === 'rejected');
      if (failed) throw failed.reason;
      taken.delete(id);
      return [];
    },
  };
}
