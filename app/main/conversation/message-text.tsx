'use client';

import { Fragment, memo, type ReactNode } from 'react';
import type { WireMessage } from '@/protocol/messages';
import { mentionsIn, type Node, parse, partsOf, safeHref } from './markdown';
import { Mention } from './mention';
import { MessageLink } from './message-link';

interface Props {
  text: string;
  mentions?: WireMessage['mentions'];
}

/** Quotes in lists in quotes: deeper than this it is only text. */
const DEEPEST = 8;
const ONLY_EMOJI =
  /^(?:\p{Extended_Pictographic}[\u{FE0F}\u{1F3FB}-\u{1F3FF}]?(?:\u200D\p{Extended_Pictographic}\uFE0F?)*\s?){1,3}$/u;

/** What a message says: elements made of the parsed text; nothing of it is ever HTML. */
export const MessageText = memo(function MessageText({ text, mentions = [] }: Props) {
  if (ONLY_EMOJI.test(text)) return <p className="text-4xl leading-tight">{text}</p>;
  return <div className="said">{blocks(parse(text), 0)}</div>;

  function blocks(node: Node, depth: number): ReactNode {
    return partsOf(node).map((part) => <Fragment key={part.from}>{block(part, depth + 1)}</Fragment>);
  }

  function block(node: Node, depth: number): ReactNode {
    if (depth > DEEPEST) return <p>{raw(node)}</p>;
    switch (node.name) {
      case 'Paragraph':
        return <p dir="auto">{inline(node, depth)}</p>;
      case 'Blockquote':
        return <blockquote>{blocks(node, depth)}</blockquote>;
      case 'FencedCode':
        return (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: who has only a keyboard scrolls it, too
          <pre tabIndex={0}>
            <code>{partsOf(node).map((part) => (part.name === 'CodeText' ? raw(part) : ''))}</code>
          </pre>
        );
      case 'BulletList':
        return <ul>{items(node, depth)}</ul>;
      case 'OrderedList':
        return <ol start={Number.parseInt(raw(node), 10)}>{items(node, depth)}</ol>;
      default:
        return node.name.endsWith('Mark') ? null : <p dir="auto">{raw(node)}</p>;
    }
  }

  function items(list: Node, depth: number): ReactNode {
    return partsOf(list).map((item) => (
      <li key={item.from}>
        {partsOf(item).map((part) =>
          part.name === 'ListMark' ? null : <Fragment key={part.from}>{block(part, depth + 1)}</Fragment>,
        )}
      </li>
    ));
  }

  function raw({ from, to }: { from: number; to: number }): string {
    return text.slice(from, to);
  }

  function inline(node: Node, depth: number): ReactNode[] {
    const out: ReactNode[] = [];
    let from = node.from;
    let line = false;
    const say = (to: number) => {
      // Blanks that only indent a line of a list or a quote are not said.
      const said = raw({ from, to }).replace(/\n[ \t]+/g, '\n');
      if (said) out.push(<Fragment key={from}>{words(line ? said.replace(/^[ \t]+/, '') : said)}</Fragment>);
    };
    for (const part of partsOf(node)) {
      say(part.from);
      line = part.name === 'QuoteMark';
      const element = span(part, depth + 1);
      if (element !== null) out.push(<Fragment key={`${part.name}${part.from}`}>{element}</Fragment>);
      from = part.to;
    }
    say(node.to);
    return out;
  }

  function span(node: Node, depth: number): ReactNode {
    if (depth > 2 * DEEPEST) return raw(node);
    switch (node.name) {
      case 'Emphasis':
        return <em>{inline(node, depth)}</em>;
      case 'StrongEmphasis':
        return <strong>{inline(node, depth)}</strong>;
      case 'Strikethrough':
        return <s>{inline(node, depth)}</s>;
      case 'InlineCode':
        return (
          <code>{raw({ from: node.firstChild?.to ?? node.from, to: node.lastChild?.from ?? node.to })}</code>
        );
      case 'Escape':
        return raw(node).slice(1);
      case 'HardBreak':
        return '\n';
      case 'URL':
        return link(raw(node), raw(node));
      case 'Autolink':
        return link(raw(node).slice(1, -1), raw(node).slice(1, -1));
      case 'Link':
        return named(node, depth);
      default:
        return node.name.endsWith('Mark') ? null : raw(node);
    }
  }

  /** `[words](address)`; without an address it is only text. */
  function named(node: Node, depth: number): ReactNode {
    const url = node.getChild('URL');
    const [, close] = node.getChildren('LinkMark');
    if (!url || !close) return raw(node);
    const said = { from: node.from + 1, to: close.from };
    const within = partsOf(node).filter((part) => part.from >= said.from && part.to <= said.to);
    const out: ReactNode[] = [];
    let from = said.from;
    for (const part of within) {
      // A link holds no other.
      const inner = /URL|link/i.test(part.name) ? raw(part) : span(part, depth + 1);
      out.push(raw({ from, to: part.from }), <Fragment key={part.from}>{inner}</Fragment>);
      from = part.to;
    }
    return link(raw(url), [...out, raw({ from, to: said.to })]) ?? raw(node);
  }

  function link(written: string, said: ReactNode): ReactNode {
    const href = safeHref(written);
    return href === null ? said : <MessageLink href={href}>{said}</MessageLink>;
  }

  function words(said: string): ReactNode {
    if (mentions.length === 0) return said;
    return mentionsIn(said).map((piece, i) => {
      if (typeof piece === 'string') return piece;
      const person = mentions.find(({ id }) => id === piece.username);
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text have no other name
      return person ? <Mention key={i} person={person} /> : `@${piece.username}`;
    });
  }
});
