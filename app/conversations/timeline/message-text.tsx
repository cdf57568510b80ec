'use client';

import { type CSSProperties, memo, type ReactNode } from 'react';
import type { WireMessage } from '@/protocol/messages';
import { directionOf } from '@/texts/direction';
import { type Block, mentioned, readText, type Span, shownBlock } from '@/texts/read';
import { Mention } from './mention';
import { MessageLink } from './message-link';

interface Props {
  text: string;
  mentions?: WireMessage['mentions'];
  /** What is shown below the text. */
  children?: ReactNode;
}

type Mentions = NonNullable<WireMessage['mentions']>;

const ONLY_EMOJI =
  /^(?:\p{Extended_Pictographic}[\u{FE0F}\u{1F3FB}-\u{1F3FF}]?(?:\u200D\p{Extended_Pictographic}\uFE0F?)*\s?){1,3}$/u;
const NOBODY: Mentions = [];

/** Shows the text of a message as elements made from the parsed Markdown; no text becomes HTML. */
export const MessageText = memo(function MessageText({ text, mentions = NOBODY, children }: Props) {
  if (ONLY_EMOJI.test(text)) return <p className="text-4xl leading-tight">{text}</p>;
  return (
    <div className="said">
      <Blocks blocks={readText(text)} mentions={mentions} />
      {children}
    </div>
  );
});

function Blocks({ blocks, mentions }: { blocks: Block[]; mentions: Mentions }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other key
  return blocks.map((block, i) => <BlockView key={i} block={block} mentions={mentions} />);
}

/**
 * Shows a block with the direction of its first letter, so that marks of quotes and lists are on the right side.
 * Blocks with blocks inside get the direction explicitly, because `auto` ignores paragraphs that have a `dir`
 * themselves.
 */
function BlockView({ block, mentions }: { block: Block; mentions: Mentions }) {
  switch (block.as) {
    case 'paragraph':
      return (
        <p dir="auto">
          <Spans spans={block.spans} mentions={mentions} />
        </p>
      );
    case 'quote':
      return (
        <blockquote dir={directionOf(shownBlock(block))}>
          <Blocks blocks={block.blocks} mentions={mentions} />
        </blockquote>
      );
    case 'code':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users scroll it, too
        <pre tabIndex={0} dir="ltr">
          <code>{block.text}</code>
        </pre>
      );
    case 'list': {
      const List = block.delimiter ? 'ol' : 'ul';
      const digits = Math.max(1, ...block.items.map(({ number }) => String(number ?? '').length));
      return (
        <List
          dir={directionOf(shownBlock(block))}
          {...(block.delimiter && { style: { '--digits': digits } as CSSProperties })}
          {...(block.delimiter === ')' && { className: 'parenthesized' })}
        >
          {block.items.map(({ number, blocks }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the items of a list have no other key
            <li key={i} {...(number !== null && { value: number })}>
              <Blocks blocks={blocks} mentions={mentions} />
            </li>
          ))}
        </List>
      );
    }
  }
}

function Spans({ spans, mentions }: { spans: Span[]; mentions: Mentions }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other key
  return spans.map((span, i) => <SpanView key={i} span={span} mentions={mentions} />);
}

function SpanView({ span, mentions }: { span: Span; mentions: Mentions }) {
  switch (span.as) {
    case 'text':
      return span.text;
    case 'code':
      return <code dir="auto">{span.text}</code>;
    case 'mention': {
      const person = mentioned(span.username, mentions);
      return person ? <Mention person={person} /> : `@${span.username}`;
    }
    case 'link':
      return (
        <MessageLink href={span.href}>
          <Spans spans={span.spans} mentions={mentions} />
        </MessageLink>
      );
    default: {
      const Marked = span.as;
      return (
        <Marked>
          <Spans spans={span.spans} mentions={mentions} />
        </Marked>
      );
    }
  }
}
