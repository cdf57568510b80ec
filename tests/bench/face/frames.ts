import type { Browser, Page } from '@playwright/test';

/** An event of a trace of Chromium; times are microseconds. */
interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  /** The part of `dur` in which the thread had a processor; missing where the system cannot tell. */
  tdur?: number;
  args?: { name?: string };
}

/**
 * Returns for each frame of a page, while `work` runs, the milliseconds for which its main thread was busy. The time
 * between two frames would say less: it is never below that of the display, and a machine without a graphics card also
 * spends it on drawing. Where the trace has it, the processor time of a task counts, which other programs do not lengthen.
 */
export async function busyInFrames(
  browser: Browser,
  page: Page,
  work: () => Promise<unknown>,
): Promise<number[]> {
  await browser.startTracing(page, { categories: ['__metadata', 'toplevel', 'devtools.timeline'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  return busyPerFrame(traceEvents);
}

/** Returns the milliseconds of tasks between every two frames of the main thread that had the most. */
export function busyPerFrame(events: readonly TraceEvent[]): number[] {
  const threads = new Map<string, { frames: number[]; tasks: { from: number; to: number }[] }>();
  for (const { name, ph, pid, tid, ts, dur = 0, tdur = dur } of events) {
    const key = `${pid}:${tid}`;
    const thread = threads.get(key) ?? { frames: [], tasks: [] };
    if (name === 'FireAnimationFrame') thread.frames.push(ts);
    else if (ph === 'X' && /^(ThreadControllerImpl::)?RunTask$/.test(name))
      thread.tasks.push({ from: ts, to: ts + tdur });
    else continue;
    threads.set(key, thread);
  }
  const [main] = [...threads.values()].sort((a, b) => b.frames.length - a.frames.length);
  if (!main) return [];
  const { frames, tasks } = main;
  frames.sort((a, b) => a - b);
  // Several callbacks of one frame are one frame.
  const starts = frames.filter((at, index) => index === 0 || at - (frames[index - 1] as number) > 2_000);
  return starts.slice(1).map((end, index) => {
    const start = starts[index] as number;
    const busy = tasks.reduce(
      (sum, { from, to }) => sum + Math.max(0, Math.min(to, end) - Math.max(from, start)),
      0,
    );
    return busy / 1_000;
  });
}
