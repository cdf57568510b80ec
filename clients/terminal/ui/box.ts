import { type Frame, type Row, row } from '../screen/frame';
import type { Input } from '../screen/keys';
import { cleanLines } from '../text/clean';
import type { Style } from '../text/style';
import { cut, fill, wrap } from '../text/width';
import type { View } from './view';

export type BoxKind = 'Error' | 'Information' | 'Warning';

/** A text that the person closes by Enter, Escape or a click. */
export function createBox(options: { kind: BoxKind; text: string; close: () => void; style: Style }): View {
  const { kind, text, close, style } = options;
  const ground = { Error: style.bad, Warning: style.warn, Information: style.inverse }[kind];
  let top = 0;
  return {
    draw({ columns, rows }): Frame {
      const lines = cleanLines(text).flatMap((line) => wrap(line, columns));
      const height = Math.max(1, rows - 2);
      top = Math.max(0, Math.min(top, lines.length - height));
      const shown: Row[] = lines.slice(top, top + height).map((line) => row(line));
      const more = lines.length > top + height ? '  ↓ more' : '';
      return {
        rows: [
          row(ground(fill(` ${kind}`, columns))),
          ...shown,
          row(style.inverse(cut(` Ok `, columns)) + style.dim(cut(more, Math.max(0, columns - 4)))),
        ],
        caret: null,
      };
    },
    take(input: Input) {
      if (input.kind === 'mouse') {
        if (input.what === 'click') close();
        else top += input.what === 'wheel up' ? -1 : 1;
      } else if (input.kind === 'key') {
        if (input.key === 'up') top--;
        else if (input.key === 'down' || input.key === 'page down') top++;
        else if (['enter', 'escape', 'ctrl-c'].includes(input.key)) close();
      }
    },
  };
}
