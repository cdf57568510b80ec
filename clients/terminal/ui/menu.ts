import { type Frame, type Row, row } from '../screen/frame';
import type { Input } from '../screen/keys';
import type { Style } from '../text/style';
import { cut } from '../text/width';
import type { View } from './view';

export interface MenuItem {
  /** Clean. */
  label: string;
  run: () => void;
}

/** A list of choices that fills the screen, below clean lines of text. Typing finds the items that contain the text. */
export function createMenu(options: {
  heading: readonly string[];
  items: readonly MenuItem[];
  back?: () => void;
  style: Style;
}): View {
  const { heading, items, back, style } = options;
  let at = 0;
  let filter = '';
  let top = 0;
  /** The row of the first item that is shown. */
  let firstRow = 0;
  const found = () => items.filter(({ label }) => folded(label).includes(folded(filter)));
  return {
    draw({ columns, rows }): Frame {
      const list = found();
      at = Math.min(at, Math.max(0, list.length - 1));
      const head: Row[] = heading
        .slice(0, Math.max(0, rows - list.length - 1))
        .map((line) => row(cut(line, columns)));
      if (filter !== '') head.push(row(style.dim(cut(`Search: ${filter}`, columns))));
      const height = Math.max(1, rows - head.length);
      top = Math.max(Math.min(top, at), at - height + 1);
      firstRow = head.length;
      const shown = list.slice(top, top + height).map(({ label }, i) => {
        const text = cut(` ${label} `, columns);
        return row(top + i === at ? style.inverse(text) : text);
      });
      return { rows: [...head, ...shown], caret: null };
    },
    take(input: Input) {
      const list = found();
      if (input.kind === 'text') filter += input.text;
      else if (input.kind === 'mouse') {
        if (input.what === 'click' && input.row >= firstRow) list[top + input.row - firstRow]?.run();
        else if (input.what !== 'click') at = Math.max(0, at + (input.what === 'wheel up' ? -1 : 1));
      } else if (input.key === 'up') at = Math.max(0, at - 1);
      else if (input.key === 'down' || input.key === 'tab') at++;
      else if (input.key === 'backspace') filter = filter.slice(0, -1);
      else if (input.key === 'enter') list[at]?.run();
      else if (input.key === 'escape' || input.key === 'ctrl-c') back?.();
    },
  };
}

/** Returns a text without accents and in lower case, so that "pavilhao" finds "Pavilhão". */
export const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
