import type { WireMessage } from '@/protocol/messages';

/** A text on one line: without the marks of Markdown, and with the names of those it mentions. */
export function plain(text: string, mentions: WireMessage['mentions'] = []): string {
  const line = text
    .replace(/^\s*(```.*|>|[-*] )/gm, '')
    .replace(/\*\*|~~|`/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return mentions.reduce((said, { id, name }) => said.replaceAll(`@${id}`, `@${name}`), line);
}
