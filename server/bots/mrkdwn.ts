const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };
/** Code, which stays as it is, and references in angle brackets. */
const MARKED = /(```[^`]*```|`[^`\n]*`|<[^<>\n]+>)/;

/**
 * Returns a text in Slack's `mrkdwn` as our Markdown: links, names, bold, strikethrough. Italics and code are the same.
 */
export function markdownOf(mrkdwn: string): string {
  return mrkdwn
    .split(MARKED)
    .map((part, i) => {
      if (i % 2 === 0) return emphasised(part);
      return part.startsWith('<') ? reference(part.slice(1, -1)) : decoded(part);
    })
    .join('');
}

/** Returns plain text with Slack's entities decoded. */
const decoded = (text: string) => text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? '');

/** Returns a Markdown link; only the label if the target is no web or mail address. */
export function linkTo(target: string, label = ''): string {
  const url = target.replaceAll(' ', '%20').replaceAll('(', '%28').replaceAll(')', '%29');
  if (!/^(https?:\/\/|mailto:)\S+$/i.test(url)) return label || target;
  return label && label !== target ? `[${label.replace(/[[\]]/g, '\\$&')}](${url})` : target;
}

/** `*bold*` is `**bold**` here, and `~struck~` is `~~struck~~`. */
function emphasised(text: string): string {
  return decoded(text)
    .replace(/(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])/g, '**$1**')
    .replace(/(?<![\w~])~(?=[^\s~])([^~\n]*[^\s~])~(?![\w~])/g, '~~$1~~');
}

/** Returns what stands between angle brackets: a link, a user, a channel, a group or a date. */
function reference(content: string): string {
  const [target = '', ...rest] = content.split('|');
  const label = decoded(rest.join('|'));
  const kind = target[0];
  if (kind === '@') return `@${label || target.slice(1)}`;
  if (kind === '#') return `#${label || target.slice(1)}`;
  if (kind === '!') return special(target.slice(1), label);
  return linkTo(decoded(target), label);
}

/** Returns a mention of many (`here`, `subteam^S1`), or a date, which has its text in the label. */
function special(name: string, label: string): string {
  if (name.startsWith('date^')) return label;
  return `@${label.replace(/^@/, '') || name.replace(/^subteam\^/, '')}`;
}
