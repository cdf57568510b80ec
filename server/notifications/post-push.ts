import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { BrowserKeys } from './encrypt.mjs';
import type { Answer, Post } from './push-thread.mjs';

/** A request to a push service; `text` is sent encrypted for the browser with these keys. */
type PushRequest = Omit<Post, 'id'> & BrowserKeys;

/** Encrypts and posts. Resolves with what the push service answered; null without an answer. Never rejects. */
export type PostPush = (request: PushRequest) => Promise<Answer | typeof NOT_POSTED>;

/** The result of a request whose thread failed, which says nothing about the push service. */
export const NOT_POSTED = 'not posted';

/**
 * Returns a function that encrypts and posts in a thread of its own, which starts with the first request: most of the
 * time of a push message is spent there, and the event loop of the node answers people meanwhile. The requests of a
 * thread that fails resolve with `NOT_POSTED`, and the next request starts another.
 *
 * @param width the connections that are kept to each push service
 * @param timeoutMs how long a push service may take to answer
 */
export function createPushThread(options: { width: number; timeoutMs: number }): PostPush {
  let thread: Worker | null = null;
  let requests: Post[] = [];
  let lastId = 0;
  const waiting = new Map<number, (answer: Awaited<ReturnType<PostPush>>) => void>();

  function start(): Worker {
    const worker = new Worker(path.resolve('server/notifications/push-thread.mjs'), {
      execArgv: [],
      workerData: options,
    });
    // It must not keep the process alive.
    worker.unref();
    worker.on('message', (answers: { id: number; answer: Answer }[]) => {
      for (const { id, answer } of answers) {
        waiting.get(id)?.(answer);
        waiting.delete(id);
      }
    });
    worker.on('error', () => {
      thread = null;
      for (const resolve of waiting.values()) resolve(NOT_POSTED);
      waiting.clear();
    });
    return worker;
  }

  function send(): void {
    thread ??= start();
    thread.postMessage(requests);
    requests = [];
  }

  return ({ p256dh, auth, ...request }) =>
    new Promise((resolve) => {
      lastId += 1;
      waiting.set(lastId, resolve);
      // Copies, because a small buffer is a part of a larger one, all of which would be copied to the thread.
      const keys = { p256dh: new Uint8Array(p256dh), auth: new Uint8Array(auth) };
      // Requests of one turn of the event loop go to the thread together.
      if (requests.push({ id: lastId, ...request, ...keys }) === 1) setImmediate(send);
    });
}
