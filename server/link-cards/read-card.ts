import { withoutInvisible } from '@/protocol/fields';
import { hasVisibleCharacter } from '@/protocol/visible-text';

/** What a page says about itself, each on one line. */
export interface PageCard {
  title: string;
  description: string | null;
  site: string | null;
}

const MAX_TITLE = 200;
const MAX_DESCRIPTION = 300;
const MAX_SITE = 60;
/** The longest tag that is read; a longer one is skipped. */
const MAX_TAG = 8_192;

/** Returns what the head of an HTML page says about the page; null without a title. Takes time linear in its length. */
export function readCard(html: string): PageCard | null {
  const { title, metas } = readHead(html);
  const first = (max: number, ...texts: (string | undefined)[]) => {
    for (const text of texts) {
      const line = lineOf(text ?? '', max);
      if (line) return line;
    }
    return null;
  };
  const name = first(MAX_TITLE, metas.get('og:title'), metas.get('twitter:title'), title);
  if (name === null) return null;
  return {
    title: name,
    description: first(
      MAX_DESCRIPTION,
      metas.get('og:description'),
      metas.get('description'),
      metas.get('twitter:description'),
    ),
    site: first(MAX_SITE, metas.get('og:site_name')),
  };
}

/** Returns the title, and the contents of `meta` elements by their property or name; the first of each counts. */
function readHead(html: string): { title: string | undefined; metas: Map<string, string> } {
  // Other letters could change the length of the text.
  const lower = html.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const metas = new Map<string, string>();
  let title: string | undefined;
  /** Returns the offset after the next `mark`; the end of the page without one. */
  const after = (mark: string, from: number) => {
    const at = lower.indexOf(mark, from);
    return at === -1 ? html.length : at + mark.length;
  };
  for (let at = lower.indexOf('<'); at !== -1 && at < html.length; at = lower.indexOf('<', at)) {
    if (lower.startsWith('<!--', at)) {
      at = after('-->', at + 4);
      continue;
    }
    const name = /^<(meta|title|script|style|noscript|body)[\s/>]/.exec(lower.slice(at, at + 12))?.[1];
    if (name === 'body') break;
    if (name === undefined) {
      at += 1;
      continue;
    }
    const tag = html.slice(at, tagEnd(html, at));
    at += tag.length;
    if (name === 'meta') {
      const attributes = attributesOf(tag);
      const key = (attributes.get('property') ?? attributes.get('name'))?.toLowerCase();
      const content = attributes.get('content');
      if (key !== undefined && content !== undefined && !metas.has(key)) metas.set(key, content);
      continue;
    }
    const end = lower.indexOf(`</${name}`, at);
    if (name === 'title') title ??= decoded(html.slice(at, end === -1 ? at : end).slice(0, MAX_TAG));
    at = end === -1 ? html.length : end + 1;
  }
  return { title, metas };
}

/** Returns the offset after the tag that begins at `from`: quoted values may contain `>`. */
function tagEnd(html: string, from: number): number {
  let quote = '';
  const last = Math.min(html.length, from + MAX_TAG);
  for (let at = from; at < last; at++) {
    const letter = html[at] as string;
    if (quote) {
      if (letter === quote) quote = '';
    } else if (letter === '>') return at + 1;
    else if ((letter === '"' || letter === "'") && html[at - 1] === '=') quote = letter;
  }
  return last;
}

function attributesOf(tag: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', double, single, bare] of tag.matchAll(
    /([a-z][a-z:-]{0,40})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi,
  )) {
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, decoded(double ?? single ?? bare ?? ''));
  }
  return attributes;
}

const NAMED: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  middot: '·',
  copy: '©',
};

/** Replaces character references by their characters; unknown names stay. */
function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{1,10}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(NAMED, name) ? (NAMED[name] as string) : whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '';
  });
}

/** Returns a text on one line, without invisible characters and at most `max` characters long; empty if nothing shows. */
function lineOf(text: string, max: number): string {
  const line = withoutInvisible(
    text
      .slice(0, 4 * max)
      .toWellFormed()
      .replace(/[\s\p{Cc}]+/gu, ' '),
  ).trim();
  if (!hasVisibleCharacter(line)) return '';
  const characters = [...line];
  return characters.length <= max
    ? line
    : `${characters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
}
