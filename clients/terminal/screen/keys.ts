import { StringDecoder } from 'node:string_decoder';

/** What a person did at the terminal. */
export type Input =
  | { kind: 'key'; key: Key }
  /** Typed characters, or a paste, whose line ends are `\n`. */
  | { kind: 'text'; text: string; pasted?: true }
  /** A click, or a turn of the wheel; column and row are counted from 0. */
  | { kind: 'mouse'; what: 'click' | 'wheel up' | 'wheel down'; column: number; row: number };

/** A key by its name, with `ctrl-` or `alt-` before it. */
export type Key = string;

/** The keys by the end of their sequences, as xterm, VTE, the Linux console, tmux and screen send them. */
const SEQUENCES: Record<string, Key> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  '[H': 'home',
  '[F': 'end',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  OH: 'home',
  OF: 'end',
  OP: 'f1',
  OQ: 'f2',
  OR: 'f3',
  OS: 'f4',
  '[[A': 'f1',
  '[[B': 'f2',
  '[[C': 'f3',
  '[[D': 'f4',
  '[[E': 'f5',
  '[P': 'f1',
  '[Q': 'f2',
  '[R': 'f3',
  '[S': 'f4',
  '[1~': 'home',
  '[2~': 'insert',
  '[3~': 'delete',
  '[4~': 'end',
  '[5~': 'page up',
  '[6~': 'page down',
  '[7~': 'home',
  '[8~': 'end',
  '[11~': 'f1',
  '[12~': 'f2',
  '[13~': 'f3',
  '[14~': 'f4',
  '[15~': 'f5',
  '[Z': 'shift-tab',
};
/** The keys of control characters. */
const CONTROLS: Record<string, Key> = {
  '\r': 'enter',
  '\n': 'ctrl-j',
  '\t': 'tab',
  '\u007f': 'backspace',
  '\b': 'backspace',
};
const PASTE = { begin: '\u001b[200~', end: '\u001b[201~' };
/** Milliseconds after which an escape character is the key Escape, and not the beginning of a sequence. */
const ESCAPE_MS = 40;
/** A paste that never ends is taken as it is after this many characters. */
const MAX_PASTE = 100_000;

/**
 * Returns a function that takes what the terminal sends, in any pieces, and calls `take` with each input. `stop` ends its
 * timer.
 */
export function createKeyReader(take: (input: Input) => void): {
  read(data: Buffer | string): void;
  stop(): void;
} {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let timer: ReturnType<typeof setTimeout> | undefined;

  function read(data: Buffer | string) {
    clearTimeout(timer);
    rest += typeof data === 'string' ? data : decoder.write(data);
    while (rest !== '') {
      const length = next();
      if (length === 0) break;
      rest = rest.slice(length);
    }
    if (rest === '' || rest.startsWith(PASTE.begin)) return;
    // Not the beginning of a sequence after all.
    timer = setTimeout(() => {
      rest = rest.slice(1);
      take({ kind: 'key', key: 'escape' });
      const left = rest;
      rest = '';
      if (left !== '') read(left);
    }, ESCAPE_MS);
  }

  /** Takes the first input of `rest`; returns its length, 0 if it is not complete. */
  function next(): number {
    const first = rest[0] as string;
    if (first !== '\u001b') return takeCharacters();
    if (rest.startsWith(PASTE.begin)) {
      const end = rest.indexOf(PASTE.end);
      if (end < 0 && rest.length < MAX_PASTE) return 0;
      const text = rest.slice(PASTE.begin.length, end < 0 ? undefined : end).replace(/\r\n?/g, '\n');
      take({ kind: 'text', text, pasted: true });
      return end < 0 ? rest.length : end + PASTE.end.length;
    }
    if (rest.length === 1) return 0;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: sequences begin with one
    const sequence = /^\u001b(\[<(\d+);(\d+);(\d+)([Mm])|\[\[?[\d;?]*[@-~]|O[@-~])/.exec(rest);
    if (sequence) {
      if (sequence[2] !== undefined) takeMouse(sequence);
      else takeSequence(sequence[1] as string);
      return sequence[0].length;
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
    if (/^\u001b(\[<?\[?[\d;?]*|O)$/.test(rest)) return 0;
    const character = [...rest.slice(1)][0] as string;
    const key = CONTROLS[character] ?? (character < ' ' ? controlKey(character) : character);
    take({ kind: 'key', key: character === '\u001b' ? 'escape' : `alt-${key}` });
    return character === '\u001b' ? 1 : 1 + character.length;
  }

  function takeCharacters(): number {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what is no control character is text
    const text = /^[^\u0000-\u001f\u007f]+/.exec(rest)?.[0];
    if (text !== undefined) {
      take({ kind: 'text', text });
      return text.length;
    }
    const first = rest[0] as string;
    take({ kind: 'key', key: CONTROLS[first] ?? controlKey(first) });
    return 1;
  }

  function takeSequence(sequence: string) {
    // A modifier is the second number: `[1;5A` is Ctrl and the arrow up.
    const modified = /^\[(\d+);(\d+)([A-Z~])$/.exec(sequence);
    const plain = modified ? (modified[3] === '~' ? `[${modified[1]}~` : `[${modified[3]}`) : sequence;
    const key = SEQUENCES[plain];
    if (key === undefined) return;
    const modifiers = modified ? Number(modified[2]) - 1 : 0;
    const prefix = modifiers & 4 ? 'ctrl-' : modifiers & 2 ? 'alt-' : '';
    take({ kind: 'key', key: prefix + key });
  }

  function takeMouse([, , button, column, row, end]: RegExpExecArray) {
    const what = ({ '0': 'click', '64': 'wheel up', '65': 'wheel down' } as const)[
      button as '0' | '64' | '65'
    ];
    if (what && end === 'M') take({ kind: 'mouse', what, column: Number(column) - 1, row: Number(row) - 1 });
  }

  return { read, stop: () => clearTimeout(timer) };
}

/** Returns the key of a control character: `ctrl-a` for 1. */
const controlKey = (character: string): Key => `ctrl-${String.fromCharCode(character.charCodeAt(0) + 96)}`;
