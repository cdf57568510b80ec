import type { AttemptProblem } from '@/protocol/outgoing-hooks';
import type { RequestPublic } from '@/server/link-cards/request-public';
import { secondsOf } from './retries';

/** How an attempt ended. */
interface Posted {
  status: number | null;
  problem: AttemptProblem | null;
  /** Seconds. */
  retryAfter: number | null;
}

/** Posts a signed event. Never rejects. */
export type PostEvent = (url: string, headers: Record<string, string>, body: string) => Promise<Posted>;

/** Milliseconds for everything, as Standard Webhooks 1.0 allows a program at least. */
const TIMEOUT_MS = 15_000;
/** The bytes of an answer that are taken before the connection ends; nothing of it is used. */
const MAX_BYTES = 256 * 1024;

/** Creates the function that posts events, by the rules of `createRequestPublic`; a redirect is a failure. */
export function createPostEvent(
  requestPublic: RequestPublic,
  { timeoutMs = TIMEOUT_MS }: { timeoutMs?: number } = {},
): PostEvent {
  return async (url, headers, body) => {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await requestPublic(url, {
        signal,
        body,
        headers: { 'User-Agent': 'Quad webhook', 'Content-Type': 'application/json', ...headers },
      });
      if (!answer) return { status: null, problem: 'address', retryAfter: null };
      const { response } = answer;
      let bytes = 0;
      response.on('error', () => {}); // the status says enough
      response.on('data', (part: Buffer) => {
        bytes += part.length;
        if (bytes > MAX_BYTES) response.destroy();
      });
      const retryAfter = secondsOf(response.headers['retry-after']);
      return { status: response.statusCode ?? null, problem: null, retryAfter };
    } catch {
      return { status: null, problem: signal.aborted ? 'timeout' : 'connection', retryAfter: null };
    }
  };
}
