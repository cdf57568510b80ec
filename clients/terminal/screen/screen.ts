import type { Frame, Size } from './frame';
import { createKeyReader, type Input } from './keys';
import { paint } from './paint';

/** The terminal's input: a TTY in raw mode. */
export interface ScreenInput {
  on(event: 'data', listener: (data: Buffer) => void): unknown;
  off(event: 'data', listener: (data: Buffer) => void): unknown;
  setRawMode?(on: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** The terminal's output. */
export interface ScreenOutput {
  columns?: number;
  rows?: number;
  write(text: string): boolean;
  on(event: 'resize' | 'drain', listener: () => void): unknown;
  off(event: 'resize' | 'drain', listener: () => void): unknown;
}

export interface Screen {
  size(): Size;
  /**
   * Draws again: at once after a pause; during many changes every `FRAME_MS`, and every `NEWS_MS` for what can wait
   * (`soon: false`), such as messages of others.
   */
  refresh(options?: { soon?: boolean }): void;
  /** Draws everything again. */
  redraw(): void;
  bell(): void;
  /** Gives the terminal back as it was. */
  close(): void;
}

/** Milliseconds between two frames: at most 14 a second, once there were `QUICK_FRAMES` within a second. */
const FRAME_MS = 70;
/** Milliseconds between two frames before that, so that a key is shown at once between messages of others. */
const QUICK_MS = 15;
const QUICK_FRAMES = 12;
/** Milliseconds between two frames when many messages arrive: each moves the lines of all. */
const NEWS_MS = 200;
const ESC = '\u001b[';
/** The alternate screen, no wrapping, pastes with marks, and clicks. */
const BEGIN = `${ESC}?1049h${ESC}?7l${ESC}?2004h${ESC}?1000h${ESC}?1006h`;
const END = `${ESC}?1006l${ESC}?1000l${ESC}?2004l${ESC}?7h${ESC}?25h${ESC}?1049l`;

/**
 * Takes a terminal over: shows the frames that `draw` returns, and calls `take` with what the person does. While the
 * terminal is slow to take what was written, no frame is drawn.
 */
export function openScreen({
  input,
  output,
  draw,
  take,
}: {
  input: ScreenInput;
  output: ScreenOutput;
  draw: (size: Size) => Frame;
  take: (input: Input) => void;
}): Screen {
  let shown: Frame | null = null;
  /** When the last frames were drawn; the newest last. */
  let drawn: number[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** When `timer` draws, by `performance.now`. */
  let due = Number.POSITIVE_INFINITY;
  let full = false;
  let closed = false;
  const keys = createKeyReader((each) => {
    take(each);
    refresh();
  });

  // A terminal of unknown size, and one of size 0, are as large as the first ones.
  const size = (): Size => ({ columns: output.columns || 80, rows: output.rows || 24 });

  function show() {
    clearTimeout(timer);
    due = Number.POSITIVE_INFINITY;
    if (closed || full) return;
    drawn = [...drawn.slice(1 - QUICK_FRAMES), performance.now()];
    const frame = draw(size());
    const text = paint(shown, frame);
    shown = frame;
    if (text !== '') full = !output.write(text);
  }

  function refresh({ soon = true } = {}) {
    const now = performance.now();
    const many = drawn.length === QUICK_FRAMES && now - (drawn[0] as number) < 1_000;
    const pause = soon ? (many ? FRAME_MS : QUICK_MS) : NEWS_MS;
    const at = Math.max(now, (drawn.at(-1) ?? 0) + pause);
    if (closed || at >= due) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(show, at - now);
  }

  function redraw() {
    shown = null;
    refresh();
  }

  const onData = (data: Buffer) => keys.read(data);
  const onResize = () => redraw();
  const onDrain = () => {
    full = false;
    refresh();
  };
  input.setRawMode?.(true);
  input.resume();
  input.on('data', onData);
  output.on('resize', onResize);
  output.on('drain', onDrain);
  output.write(BEGIN);
  show();

  return {
    size,
    refresh,
    redraw,
    bell: () => void output.write('\u0007'),
    close() {
      if (closed) return;
      closed = true;
      clearTimeout(timer);
      keys.stop();
      input.off('data', onData);
      output.off('resize', onResize);
      output.off('drain', onDrain);
      output.write(END);
      input.setRawMode?.(false);
      input.pause();
    },
  };
}
