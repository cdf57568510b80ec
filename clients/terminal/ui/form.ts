import type { Frame, Row, Size } from '../screen/frame';
import { row } from '../screen/frame';
import type { Input } from '../screen/keys';
import { cleanLine } from '../text/clean';
import { type Editor, EMPTY, edit, insert, textOf } from '../text/editor';
import type { Style } from '../text/style';
import { clusters, cut, widthOf, wrap } from '../text/width';
import { editCommandOf } from './edit-keys';
import type { View } from './view';

export interface FormField {
  name: string;
  label: string;
  /** Shown as dots. */
  hidden?: boolean;
}

/** A form that fills the screen. `submit` rejects with what is shown below the fields; `back` leaves the form. */
export function createForm(options: {
  title: string;
  fields: readonly FormField[];
  submit: (values: Record<string, string>) => Promise<void>;
  back: () => void;
  style: Style;
  changed: () => void;
}): View {
  const { title, fields, submit, back, style, changed } = options;
  const values = fields.map(() => EMPTY);
  let at = 0;
  let busy = false;
  let problem = '';

  async function send() {
    busy = true;
    problem = '';
    try {
      await submit(Object.fromEntries(fields.map(({ name }, i) => [name, textOf(values[i] as Editor)])));
    } catch (error) {
      problem = cleanLine(error instanceof Error ? error.message : String(error));
    }
    busy = false;
    changed();
  }

  return {
    draw({ columns, rows }: Size): Frame {
      const label = Math.min(16, Math.floor(columns / 3));
      const width = Math.max(1, columns - label - 2);
      const lines: Row[] = [row(style.bold(cut(title, columns))), []];
      // Of a low window the field with the caret is shown.
      const shown = rows < fields.length + 4 ? [at] : fields.map((_, i) => i);
      let caret: Frame['caret'] = null;
      for (const i of shown) {
        const { before, after } = values[i] as Editor;
        const dots = (text: string) => (fields[i]?.hidden ? '•'.repeat(clusters(text).length) : text);
        const visible = endOf(dots(before), width - 1);
        if (i === at) caret = { row: lines.length, column: label + 1 + widthOf(visible) };
        lines.push([
          { at: 0, text: cut(fields[i]?.label ?? '', label) },
          { at: label + 1, text: cut(visible + dots(after), width) },
        ]);
      }
      lines.push([]);
      const foot = busy ? 'Please wait …' : problem || 'Enter: next, or send at the last field.  Esc: back.';
      for (const line of wrap(foot, columns))
        lines.push(row(problem && !busy ? style.warn(line) : style.dim(line)));
      return { rows: lines.slice(0, rows), caret: busy ? null : caret };
    },
    take(input: Input) {
      if (busy || input.kind === 'mouse') return;
      const value = values[at] as Editor;
      if (input.kind === 'text') {
        values[at] = insert(value, cleanLine(input.text.replaceAll('\n', ' ')));
        return;
      }
      const command = editCommandOf(input.key);
      if (command) values[at] = edit(value, command);
      else if (input.key === 'escape' || input.key === 'ctrl-c') back();
      else if (input.key === 'up' || input.key === 'shift-tab') at = Math.max(0, at - 1);
      else if (input.key === 'down' || input.key === 'tab') at = Math.min(fields.length - 1, at + 1);
      else if (input.key === 'enter' && at < fields.length - 1) at++;
      else if (input.key === 'enter') void send();
    },
  };
}

/** Returns the end of a text that has at most `width` cells. */
export function endOf(text: string, width: number): string {
  const parts = clusters(text);
  let from = parts.length;
  let used = 0;
  while (from > 0) {
    used += widthOf(parts[from - 1] as string);
    if (used > width) break;
    from--;
  }
  return parts.slice(from).join('');
}
