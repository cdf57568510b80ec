import { MAX_TEXT, messageText } from '@/protocol/fields';
import { linkTo, markdownOf } from './mrkdwn';

export interface HookMessage {
  /** The Markdown of the message; null when the payload shows nothing. */
  text: string | null;
  /** The names of the keys, and the types of the blocks, that the message does not show. */
  ignored: string[];
}

const MAX_PARTS = 50;
const MAX_IGNORED = 20;
/** Characters of one part of a payload that are read. */
const MAX_PART = MAX_TEXT * 4 + 1;

// biome-ignore lint/suspicious/noControlCharactersInRegex: messages refuse them
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g;

/** Keys of the payload, and of attachments, that the message shows or that have no meaning here and are common. */
const READ = new Set(['text', 'attachments', 'blocks', 'content', 'fallback', 'mrkdwn', 'mrkdwn_in']);
const READ_IN_ATTACHMENTS = new Set([
  ...['pretext', 'author_name', 'title', 'title_link', 'text', 'fields', 'footer', 'blocks', 'fallback'],
  ...['mrkdwn_in', 'color', 'actions'],
]);

type Fields = Record<string, unknown>;

/**
 * Reads a payload in the shape of Slack's incoming webhooks, or `{"username", "content"}`, whose content is Markdown
 * already. Ignores and names what it does not know, because the programs that post are not ours. Returns null when the
 * payload is no object.
 */
export function readHookPayload(payload: unknown): HookMessage | null {
  if (!isFields(payload)) return null;
  const ignored = new Set(Object.keys(payload).filter((key) => !READ.has(key)));
  const own = typeof payload.text === 'string' ? mrkdwn(payload.text) : plain(payload.content);
  const blocks = listOf(payload.blocks).map((block) => textOfBlock(block, ignored));
  const attachments = listOf(payload.attachments).map((each) => textOfAttachment(each, ignored));
  // With blocks, the text is only what notifications show.
  const shownBlocks = joined(blocks);
  const text = joined([shownBlocks || own, ...attachments]) || mrkdwn(payload.fallback);
  return { text: fitting(text), ignored: [...ignored].slice(0, MAX_IGNORED).map((key) => key.slice(0, 64)) };
}

function textOfAttachment(attachment: Fields, ignored: Set<string>): string {
  for (const key of Object.keys(attachment))
    if (!READ_IN_ATTACHMENTS.has(key)) ignored.add(`attachments.${key}`);
  const title = plain(attachment.title);
  const link = plain(attachment.title_link);
  const shown = joined([
    mrkdwn(attachment.pretext),
    plain(attachment.author_name),
    title && `**${link ? linkTo(link, title) : title.replaceAll('*', '\\*')}**`,
    mrkdwn(attachment.text),
    joined(listOf(attachment.fields).map(textOfField)),
    joined(listOf(attachment.blocks).map((block) => textOfBlock(block, ignored))),
    linksOf(attachment.actions),
    plain(attachment.footer),
  ]);
  return shown || mrkdwn(attachment.fallback);
}

function textOfField({ title, value }: Fields): string {
  const name = plain(title);
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : mrkdwn(value);
  return name ? `**${name.replaceAll('*', '\\*')}:** ${text}` : text;
}

function textOfBlock(block: Fields, ignored: Set<string>): string {
  switch (block.type) {
    case 'header': {
      const title = textOf(block.text);
      return title && `**${title}**`;
    }
    case 'section':
      return joined([textOf(block.text), ...listOf(block.fields).map(textOf)]);
    case 'context':
      return listOf(block.elements).map(textOf).filter(Boolean).join(' · ');
    case 'divider':
      return '—';
    case 'actions':
      return linksOf(block.elements);
    case 'markdown':
      return plain(block.text);
    default:
      ignored.add(`blocks.${plain(block.type) || 'without a type'}`);
      return '';
  }
}

/** Returns the text of one of Slack's text objects. */
function textOf(object: unknown): string {
  if (!isFields(object)) return '';
  return object.type === 'plain_text' ? plain(object.text) : mrkdwn(object.text);
}

/** Returns the links of buttons; the text of one in an attachment is a string. */
function linksOf(buttons: unknown): string {
  return listOf(buttons)
    .map(({ url, text }) => {
      const target = plain(url);
      return target && linkTo(target, typeof text === 'string' ? plain(text) : textOf(text));
    })
    .filter(Boolean)
    .join(' · ');
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): Fields[] =>
  Array.isArray(value) ? value.slice(0, MAX_PARTS).filter(isFields) : [];
const plain = (value: unknown): string => (typeof value === 'string' ? value.slice(0, MAX_PART) : '');
const mrkdwn = (value: unknown): string => markdownOf(plain(value));
const joined = (parts: string[]): string => parts.filter(Boolean).join('\n');

/** Returns the text as a message may have it, cut if it is too long; null when it shows nothing. */
function fitting(text: string): string | null {
  const clean = text.toWellFormed().replace(/\r\n?/g, '\n').replace(CONTROLS, '');
  const characters = [...clean.trim()];
  const cut =
    characters.length > MAX_TEXT ? `${characters.slice(0, MAX_TEXT - 1).join('')}…` : characters.join('');
  return messageText.safeParse(cut).data ?? null;
}
