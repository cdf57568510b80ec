import type { Log } from '@/server/log';

/** The notifications and removals that this node is sending. */
export interface InHand {
  size(): number;
  has(id: string): boolean;
  /** Adds one until its work ends; a failure is logged. */
  track(id: string, work: Promise<void>): void;
  /** Resolves when there are `most` or fewer. One caller at a time. */
  room(most: number): Promise<void>;
  /** Resolves when the present ones have ended. */
  settled(): Promise<void>;
}

/** Creates an empty one. */
export function createInHand(log: Pick<Log, 'warn'>): InHand {
  const works = new Map<string, Promise<void>>();
  let waiting: { most: number; resolve: () => void } | null = null;

  function end(id: string): void {
    works.delete(id);
    if (!waiting || works.size > waiting.most) return;
    waiting.resolve();
    waiting = null;
  }

  return {
    size: () => works.size,
    has: (id) => works.has(id),
    track(id, work) {
      works.set(
        id,
        work
          .catch((err) => log.warn({ err }, 'what became of a notification could not be stored'))
          .finally(() => end(id)),
      );
    },
    async room(most) {
      if (works.size > most)
        await new Promise<void>((resolve) => {
          waiting = { most, resolve };
        });
    },
    async settled() {
      await Promise.all(works.values());
    },
  };
}
