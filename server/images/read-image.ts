import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fail } from '@/protocol/errors';
import { createQueue, createShares } from '@/server/queue';

/** The longest time in which an image is read; a process that takes longer is ended. */
const READ_WITHIN_MS = 60_000;
/** The process of the decoder ends after this long without an image. */
const IDLE_MS = 30_000;

/** The size of a picture: its longer edge in pixels, or the edge of a square of the middle. */
interface PictureSize {
  edge: number;
  square: boolean;
}

/** What an image became: WebP without metadata, upright, one picture for each size. */
export interface ReadImage {
  pictures: { data: Uint8Array; width: number; height: number }[];
  /** The average colour, as in `#1f2e3d`. */
  color: string;
}

/** Who waits: a sign-in, which goes first, or an upload. */
const PRIORITY = { provider: 0, upload: 1 } as const;

const tooMany = () =>
  fail('overloaded', 'Too many photos are being read. Try again in a moment.', { retryAfter: 5 });
/** One image at a time, because decoding one takes memory and a core. */
const reading = createQueue({ width: 1, priorities: 2, maxWaiting: 20, refuse: tooMany });
/** Images of one user that are read or wait. A client sends one after another, and a user has several. */
const IMAGES_OF_ONE = 3;
const shareOfImages = createShares({ each: () => IMAGES_OF_ONE, refuse: tooMany });

/**
 * Makes pictures of an image, the largest size first; `load` reads it when its turn has come. Returns null for anything
 * but a JPEG, PNG or WebP of at most 25 megapixels, which the header tells. Throws `overloaded` when too many wait, in all
 * or of the user, and when the decoder ended or took too long, which says nothing about the image.
 */
export function readImage(
  load: () => Promise<Uint8Array>,
  { sizes, source, userId }: { sizes: PictureSize[]; source: keyof typeof PRIORITY; userId: string },
): Promise<ReadImage | null> {
  return shareOfImages(userId, () =>
    reading.run(async () => {
      const image = await load();
      return isImage(image) ? decode(image, sizes) : null;
    }, PRIORITY[source]),
  );
}

/** Returns whether the data begins like a JPEG, a PNG or a WebP. */
export function isImage(data: Uint8Array): boolean {
  const text = Buffer.from(data.subarray(0, 12)).toString('latin1');
  return (
    text.startsWith('\xff\xd8\xff') ||
    text.startsWith('\x89PNG\r\n\x1a\n') ||
    (text.startsWith('RIFF') && text.endsWith('WEBP'))
  );
}

let decoder: ChildProcess | null = null;
let idle: NodeJS.Timeout | undefined;

const interrupted = () =>
  fail('overloaded', 'The photo could not be read just now. Try again in a moment.', { retryAfter: 5 });

/** Returns null for an image that the decoder refuses. Throws `overloaded` when it ended or took too long. */
async function decode(image: Uint8Array, sizes: PictureSize[]): Promise<ReadImage | null> {
  clearTimeout(idle);
  if (!decoder?.connected) decoder = start();
  const used = decoder;
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), READ_WITHIN_MS);
  try {
    const ended = once(used, 'exit', { signal: over.signal }).then(() => 'interrupted' as const);
    const answered = once(used, 'message', { signal: over.signal }).then(
      ([read]) => read as ReadImage | 'interrupted' | null,
    );
    used.send({ image, sizes });
    const read = await Promise.race([answered, ended]);
    if (read === 'interrupted') throw interrupted();
    return read;
  } catch {
    end(used);
    throw interrupted();
  } finally {
    clearTimeout(timer);
    over.abort();
    idle = setTimeout(() => decoder && end(decoder), IDLE_MS).unref();
  }
}

function start(): ChildProcess {
  const started = fork(path.resolve('server/images/image-process.mjs'), {
    // Nothing of the node's settings: they contain secrets.
    env: { NODE_ENV: 'production' },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  // It must not keep the node alive, and the waiting request learns of its errors.
  started.unref();
  started.channel?.unref();
  started.on('error', () => {});
  return started;
}

function end(ended: ChildProcess): void {
  if (decoder === ended) decoder = null;
  ended.kill('SIGKILL');
}
