/** Most people one message can name. */
const MOST = 20;

/** The usernames that a text names, as `@username` at the beginning of a word: in order, each once. */
export function namesIn(text: string): string[] {
  const names = [...text.matchAll(/(?<![\p{L}\p{N}._@-])@([A-Za-z0-9][A-Za-z0-9._-]{0,63})/gu)].map(
    // A full stop that ends a sentence is no part of a name.
    (match) => (match[1] as string).replace(/[._-]+$/, ''),
  );
  return [...new Set(names)].slice(0, MOST);
}
