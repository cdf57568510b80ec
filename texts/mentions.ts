/** Matches a character of a word, except in scripts without blanks between words. */
const WORD =
  '[[\\p{L}\\p{N}\\p{M}]--[\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}]]';
/**
 * Matches `@username` at the beginning of a word. In scripts without blanks between words, a mention can begin
 * anywhere, and text can follow it at once. A name followed by another `@` is an address elsewhere, and one that continues
 * with other letters is another word: neither is a mention.
 */
const MENTION = new RegExp(
  `(?<!${WORD}|@)@([A-Za-z0-9][A-Za-z0-9._\\-]{0,63})(?![A-Za-z0-9._\\-]*(?:${WORD}|@))`,
  'gv',
);

/** Splits a text into plain pieces and the usernames after an `@`. */
export function splitAtMentions(text: string): (string | { username: string })[] {
  const pieces: (string | { username: string })[] = [];
  let from = 0;
  for (const match of text.matchAll(MENTION)) {
    // A full stop at the end of a sentence does not belong to the username.
    const username = (match[1] as string).replace(/[._-]+$/, '');
    if (match.index > from) pieces.push(text.slice(from, match.index));
    pieces.push({ username });
    from = match.index + 1 + username.length;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}
