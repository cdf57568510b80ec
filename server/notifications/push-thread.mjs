// @ts-check
// The thread that encrypts push messages and posts them. Plain JavaScript, because a worker thread starts without the
// loader that reads TypeScript.
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import os from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { encrypt } from './encrypt.mjs';

/**
 * What a push service answered; null when it did not answer in time. `retryAfter`: the header of this name.
 *
 * @typedef {{ status: number, retryAfter: string | null } | null} Answer
 * @typedef {{ id: number, url: string, headers: Record<string, string | number>, text: string, p256dh: Uint8Array, auth: Uint8Array }} Post
 */

/** @type {{ width: number, timeoutMs: number }} the connections to each push service, and how long it may take to answer */
const { width, timeoutMs } = workerData;
/** Added to the niceness of the process: people who wait for an answer go before push messages. */
const NICENESS = 5;

const agents = {
  'http:': new HttpAgent({ keepAlive: true, maxSockets: width }),
  'https:': new HttpsAgent({ keepAlive: true, maxSockets: width }),
};
/** @type {{ id: number, answer: Answer }[]} */
let answers = [];

/** @param {Post} post */
async function handle({ id, url, headers, text, ...keys }) {
  /** @type {Answer} */
  let answer = null;
  try {
    answer = await post(url, headers, encrypt(Buffer.from(text), keys));
  } catch {
    // No answer in time.
  }
  // Answers of one turn of the event loop go back together.
  if (answers.push({ id, answer }) === 1) setImmediate(giveBack);
}

function giveBack() {
  parentPort?.postMessage(answers);
  answers = [];
}

/**
 * Posts bytes on a kept connection. Follows no redirect, and keeps no body of an answer. Rejects when there is no answer
 * in time.
 *
 * @param {string} url
 * @param {Record<string, string | number>} headers
 * @param {Buffer} body
 * @returns {Promise<Answer>}
 */
async function post(url, headers, body) {
  const timeout = new AbortController();
  // An answer that has come while the thread waited for a processor is read before.
  const timer = setTimeout(() => setImmediate(() => timeout.abort()), timeoutMs);
  const secure = url.startsWith('https:');
  /** @returns {Promise<Answer | 'connection closed'>} */
  const attempt = () =>
    new Promise((resolve, reject) => {
      const sent = (secure ? httpsRequest : httpRequest)(
        url,
        {
          method: 'POST',
          agent: agents[secure ? 'https:' : 'http:'],
          headers: { ...headers, 'Content-Length': body.length },
          signal: timeout.signal,
        },
        (response) => {
          resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] ?? null });
          // The signal ends a body that does not end.
          response
            .on('error', () => {})
            .on('close', () => clearTimeout(timer))
            .resume();
        },
      );
      sent.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
        // The service closed a kept connection at the moment that it was used.
        if (sent.reusedSocket && error.code === 'ECONNRESET') return resolve('connection closed');
        clearTimeout(timer);
        reject(error);
      });
      sent.end(body);
    });
  for (;;) {
    const answer = await attempt();
    if (answer !== 'connection closed') return answer;
  }
}

// Linux gives each thread a niceness of its own; elsewhere it would be that of the whole process.
if (process.platform === 'linux') os.setPriority(Math.min(19, os.getPriority() + NICENESS));
parentPort?.on('message', (/** @type {Post[]} */ posts) => {
  for (const each of posts) void handle(each);
});
