import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { fail } from '@/protocol/errors';
import { createQueue } from '@/server/queue';
import { normalPassword } from './passwords';

/** Of zxcvbn's 0 to 4: "safely unguessable: moderate protection from offline slow-hash scenario". */
const MIN_SCORE = 3;
const MIN_CHARACTERS = 8;
const JUDGED_WITHIN_MS = 20_000;
/** The thread has 80 MB of dictionaries; it ends after this long without a request. */
const IDLE_MS = 30_000;

export interface Judged {
  password: string;
  /** What an attacker knows of the owner: username, name, e-mail. */
  about: string[];
}

/**
 * Throws `weak_password`, with the field's name, unless the password would take long to guess; `unavailable` when the
 * judgement takes too long.
 */
export async function assertStrong(judged: Judged, field: string): Promise<void> {
  // Normalised as before it is hashed, because the dictionaries have each accented letter as one character.
  const password = normalPassword(judged.password);
  if (
    [...password].length >= MIN_CHARACTERS &&
    (await judging.run(() => judge({ ...judged, password }))) >= MIN_SCORE
  )
    return;
  throw fail(
    'weak_password',
    `That password is too easy to guess. Take ${MIN_CHARACTERS} characters or more; several words that do not belong together are good.`,
    { field },
  );
}

/** One judgement at a time, so that many of them cannot occupy the processor. */
const judging = createQueue({ width: 1 });

let thread: Worker | null = null;
let idle: NodeJS.Timeout | undefined;

/** Returns zxcvbn's score. Runs in its own thread, since it takes up to a second of computing. */
async function judge(judged: Judged): Promise<number> {
  clearTimeout(idle);
  thread ??= startThread();
  const used = thread;
  try {
    used.postMessage(judged);
    const [score] = await once(used, 'message', { signal: AbortSignal.timeout(JUDGED_WITHIN_MS) });
    return score as number;
  } catch (cause) {
    if (thread === used) thread = null;
    void used.terminate();
    throw fail('unavailable', 'The strength of the password could not be checked. Try again in a moment.', {
      cause,
    });
  } finally {
    idle = setTimeout(() => {
      void thread?.terminate();
      thread = null;
    }, IDLE_MS).unref();
  }
}

function startThread(): Worker {
  const worker = new Worker(path.resolve('server/accounts/strength-thread.mjs'), { execArgv: [] });
  // It must not keep the process alive, and the waiting request receives its errors.
  worker.unref();
  worker.on('error', () => {});
  return worker;
}
