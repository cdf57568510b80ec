import type { Outgoing } from '@/clients/state/outgoing';
import type { Reach } from '@/clients/state/receipts';
import type { WireAttachment, WireEntry } from '@/protocol/messages';
import { cleanLine, cleanLines } from './clean';
import type { Style } from './style';
import { cut, widthOf, wrap } from './width';

const REACHES: Record<Reach, string> = { sent: '', delivered: ' ✓', read: ' ✓✓' };
/** A message with a name needs this many columns; in narrower windows the time is left out. */
const COLUMNS_WITH_TIME = 40;

/** Returns a time of an ISO 8601 instant as `hh:mm`, in the terminal's time zone. */
export function clockOf(at: string | number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '--:--';
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
}

/** Returns the day of an instant in the terminal's time zone, as in `Mon 30 Nov`. */
export function dayOf(at: string): string {
  const [weekday, month, day] = new Date(at).toDateString().split(' ');
  return `${weekday} ${Number(day)} ${month}`;
}

/** Returns a message as lines of at most `width` cells. `quoted` is the message that it answers. */
export function messageLines(
  entry: WireEntry,
  {
    width,
    style,
    quoted,
    reach = 'sent',
    own,
  }: { width: number; style: Style; quoted?: WireEntry | undefined; reach?: Reach; own: boolean },
): string[] {
  const { message, reactions = [] } = entry;
  const quote = quoted
    ? [style.dim(cut(`  ↳ ${cleanLine(quoted.message.from.name)}: ${previewOf(quoted)}`, width))]
    : entry.replyTo === undefined
      ? []
      : [style.dim(cut('  ↳ an earlier message', width))];
  const tail = message.deletedAt ? '' : `${message.editedAt ? ' (edited)' : ''}${own ? REACHES[reach] : ''}`;
  const lines = titled(cleanLine(message.from.name), message.at, bodyOf(entry), tail, { width, style });
  const counts = reactions.map(({ emoji, by }) => `${cleanLine(emoji)} ${by.length}`).join('  ');
  return [...quote, ...lines, ...(counts ? [style.dim(cut(`  ${counts}`, width))] : [])];
}

/** Returns a message that is not sent yet as lines. */
export function outgoingLines(
  message: Outgoing,
  { width, style, name }: { width: number; style: Style; name: string },
): string[] {
  const state = message.state === 'failed' ? ` ✗ not sent (${message.code})` : ' …';
  const lines = titled(cleanLine(name), message.at, cleanLines(message.text), state, { width, style });
  return message.state === 'failed'
    ? [...lines, style.dim(cut('  /retry sends it again, /forget drops it', width))]
    : lines;
}

/** Returns one line about a message. */
export function previewOf({ message }: WireEntry): string {
  if (message.deletedAt) return '(deleted)';
  const [first = ''] = cleanLines(message.text).filter((line) => line.trim() !== '');
  return first || (message.attachments ?? []).map(attachmentName).join(' ');
}

function bodyOf({ message }: WireEntry): string[] {
  if (message.deletedAt) return [message.moderated ? '(deleted by an administrator)' : '(deleted)'];
  const files = (message.attachments ?? []).map(attachmentName);
  return [...(message.text === '' ? [] : cleanLines(message.text)), ...files];
}

function attachmentName(file: WireAttachment): string {
  const described = file.description ? ` ${cleanLine(file.description)}` : '';
  return file.kind === 'photo' ? `[photo]${described}` : `[file ${cleanLine(file.name)}]${described}`;
}

/** The first line begins with the time and the name; the others are indented. */
function titled(
  name: string,
  at: string | number,
  body: string[],
  tail: string,
  { width, style }: { width: number; style: Style },
): string[] {
  const time = width >= COLUMNS_WITH_TIME ? `${clockOf(at)} ` : '';
  const shown = cut(name, Math.max(4, Math.floor(width / 3)));
  const indent = '  ';
  const [first = '', ...rest] = body;
  const head = widthOf(time) + widthOf(shown) + 1;
  const start = `${style.dim(time)}${style.named(name, shown)} `;
  const [opening = '', ...wrapped] = wrap(first, Math.max(1, width - head));
  // What does not fit beside the name is wrapped again over the whole width.
  const more =
    wrapped.length > 0 ? wrap(first.slice(opening.length).trimStart(), Math.max(1, width - 2)) : [];
  const lines = [
    start + opening,
    ...[...more, ...rest.flatMap((line) => wrap(line, Math.max(1, width - 2)))].map((line) => indent + line),
  ];
  return tail === ''
    ? lines
    : withTail(lines, tail, width, style, lines.length === 1 ? head + widthOf(opening) : null);
}

function withTail(
  lines: string[],
  tail: string,
  width: number,
  style: Style,
  first: number | null,
): string[] {
  const last = lines.at(-1) as string;
  const used = first ?? widthOf(last);
  if (used + widthOf(tail) <= width) return [...lines.slice(0, -1), last + style.dim(tail)];
  return [...lines, style.dim(cut(` ${tail}`, width))];
}
