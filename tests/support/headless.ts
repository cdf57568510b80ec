import { EventEmitter } from 'node:events';
import xterm from '@xterm/headless';
import type { ScreenInput, ScreenOutput } from '@/clients/terminal/screen/screen';

/** A terminal without a window: what a program writes to it becomes cells. */
export interface Headless {
  input: ScreenInput & { type(text: string): void };
  output: ScreenOutput & { resize(columns: number, rows: number): void };
  /** Everything that was written. */
  written(): string;
  /** Resolves with the rows on the screen, as text, once it has everything that was written. */
  rows(): Promise<string[]>;
  /** Resolves with the cells of the screen: the characters of each, and their width. */
  cells(): Promise<string[]>;
  /** Resolves once the text of the screen matches; rejects with the screen after a while. */
  shows(expected: RegExp): Promise<string>;
}

/** Milliseconds that a test waits for the screen. */
const WAIT_MS = 60_000;

/** Returns a terminal of a size. */
export function createHeadless(columns: number, rows: number): Headless {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const events = new EventEmitter();
  const changes = new EventEmitter();
  let written = '';
  const output = Object.assign(events, {
    columns,
    rows,
    write(text: string) {
      written += text;
      terminal.write(text, () => changes.emit('change'));
      return true;
    },
    resize(width: number, height: number) {
      terminal.resize(width, height);
      output.columns = width;
      output.rows = height;
      events.emit('resize');
    },
  });
  const keys = new EventEmitter();
  const input = Object.assign(keys, {
    setRawMode: () => {},
    resume: () => {},
    pause: () => {},
    type: (text: string) => void keys.emit('data', Buffer.from(text)),
  });
  const settled = () => new Promise<void>((resolve) => terminal.write('', resolve));
  const lines = () =>
    Array.from(
      { length: terminal.rows },
      (_, n) => terminal.buffer.active.getLine(n)?.translateToString(true) ?? '',
    );
  return {
    input: input as never,
    output: output as never,
    written: () => written,
    async rows() {
      await settled();
      return lines();
    },
    async cells() {
      await settled();
      return Array.from({ length: terminal.rows }, (_, n) => {
        const line = terminal.buffer.active.getLine(n);
        return Array.from({ length: terminal.cols }, (_, column) => {
          const cell = line?.getCell(column);
          return `${cell?.getChars() || ' '}${cell?.getWidth()}`;
        }).join('|');
      });
    },
    shows(expected) {
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          changes.off('change', look);
          reject(new Error(`The screen does not show ${expected}:\n${lines().join('\n')}`));
        }, WAIT_MS);
        function look() {
          const text = lines().join('\n');
          if (!expected.test(text)) return;
          clearTimeout(late);
          changes.off('change', look);
          resolve(text);
        }
        changes.on('change', look);
        look();
      });
    },
  };
}
