import { GFM, parser } from '@lezer/markdown';
import { escapeHtml } from './html';

const MARKDOWN = parser.configure(GFM);
type Node = ReturnType<typeof MARKDOWN.parse>['topNode'];

/** A document as HTML. */
export interface Rendered {
  title: string;
  /** The content without the title. */
  html: string;
  /** The headings of the second level. */
  headings: { id: string; text: string }[];
}

/**
 * Renders a Markdown document of the project. `linkTo` returns where a link leads, or null for words without a link. HTML
 * and images of the document are left out.
 */
export function renderMarkdown(source: string, linkTo: (target: string) => string | null): Rendered {
  const headings: Rendered['headings'] = [];
  let title = '';
  const html = blocks(MARKDOWN.parse(source).topNode);
  return { title, html, headings };

  function blocks(node: Node): string {
    return partsOf(node).map(block).join('');
  }

  function block(node: Node): string {
    const heading = /^ATXHeading(\d)$/.exec(node.name);
    if (heading) return headingOf(node, Number(heading[1]));
    switch (node.name) {
      case 'Paragraph':
        return `<p>${inline(node)}</p>\n`;
      case 'Blockquote':
        return `<blockquote>${blocks(node)}</blockquote>\n`;
      case 'BulletList':
        return `<ul>${blocks(node)}</ul>\n`;
      case 'OrderedList':
        return `<ol>${blocks(node)}</ol>\n`;
      case 'ListItem':
        return `<li>${blocks(node)}</li>`;
      case 'FencedCode':
        return codeBlock(node.getChildren('CodeText').map(raw).join(''));
      case 'Table':
        return table(node);
      default:
        return '';
    }
  }

  function headingOf(node: Node, level: number): string {
    const html = inline(node).trim();
    const text = html.replaceAll(/<[^>]+>/g, '');
    if (level === 1 && title === '') {
      title = text;
      return '';
    }
    const id = slugOf(raw(node).replace(/^#+ /, ''));
    if (level === 2) headings.push({ id, text });
    return `<h${level} id="${id}"><a href="#${id}">${html}</a></h${level}>\n`;
  }

  function table(node: Node): string {
    const rows = partsOf(node).flatMap((part) => {
      if (part.name !== 'TableHeader' && part.name !== 'TableRow') return [];
      const tag = part.name === 'TableHeader' ? 'th' : 'td';
      return [
        `<tr>${cellsOf(part)
          .map((cell) => `<${tag}>${cell}</${tag}>`)
          .join('')}</tr>`,
      ];
    });
    return `<div class="wide"><table>${rows.join('\n')}</table></div>\n`;
  }

  /** Returns the cells of a row. An empty cell has no node, only the delimiters around it. */
  function cellsOf(row: Node): string[] {
    const cells: string[] = [];
    let cell: string | null = null;
    let isFirst = true;
    for (const part of partsOf(row)) {
      if (part.name === 'TableCell') cell = inline(part);
      else {
        if (!isFirst || cell !== null) cells.push(cell ?? '');
        cell = null;
      }
      isFirst = false;
    }
    return cell === null ? cells : [...cells, cell];
  }

  /** Returns the inline content of a node. */
  function inline(node: Node, from = node.from, to = node.to): string {
    let html = '';
    let at = from;
    for (const part of partsOf(node)) {
      if (part.from < from || part.to > to) continue;
      html += words(raw({ from: at, to: part.from })) + span(part);
      at = part.to;
    }
    return html + words(raw({ from: at, to }));
  }

  function span(node: Node): string {
    switch (node.name) {
      case 'Emphasis':
        return `<em>${inline(node)}</em>`;
      case 'StrongEmphasis':
        return `<strong>${inline(node)}</strong>`;
      case 'Strikethrough':
        return `<s>${inline(node)}</s>`;
      case 'InlineCode':
        return codeOf(node);
      case 'Link':
        return linkOf(node);
      case 'URL':
        return anchor(raw(node), escapeHtml(raw(node)));
      case 'Autolink':
        return anchor(raw(node).slice(1, -1), escapeHtml(raw(node).slice(1, -1)));
      case 'Escape':
        return escapeHtml(raw(node).slice(1));
      case 'HardBreak':
        return '<br>';
      case 'Entity':
        return raw(node);
      default:
        // Marks; HTML and images.
        return '';
    }
  }

  function codeOf(node: Node): string {
    const text = raw({ from: node.firstChild?.to ?? node.from, to: node.lastChild?.from ?? node.to });
    // In a table the bar of a code is escaped.
    const isCell = node.parent?.name === 'TableCell';
    return `<code>${escapeHtml(isCell ? text.replaceAll('\\|', '|') : text)}</code>`;
  }

  function linkOf(node: Node): string {
    const [open, close] = node.getChildren('LinkMark');
    const url = node.getChild('URL');
    if (!open || !close) return escapeHtml(raw(node));
    const label = inline(node, open.to, close.from);
    return url ? anchor(raw(url), label) : label;
  }

  function anchor(target: string, label: string): string {
    const href = linkTo(target);
    return href === null ? label : `<a href="${escapeHtml(href)}">${label}</a>`;
  }

  function raw({ from, to }: { from: number; to: number }): string {
    return source.slice(from, to);
  }
}

/** Returns a block of code. It can be scrolled with the keyboard. */
export const codeBlock = (text: string) => `<pre tabindex="0"><code>${escapeHtml(text)}</code></pre>\n`;

/** Returns a text with its code spans and emphasis as HTML, without blocks. */
export const renderLine = (text: string) =>
  renderMarkdown(text, (target) => target).html.replace(/^<p>(.*)<\/p>\s*$/s, '$1');

/** Returns the id that GitHub gives to a heading. */
const slugOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const words = (text: string) => escapeHtml(text).replace(/\n\s*/g, '\n');

function partsOf(node: Node): Node[] {
  const parts: Node[] = [];
  for (let part = node.firstChild; part; part = part.nextSibling) parts.push(part);
  return parts;
}
