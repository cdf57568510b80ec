/** The most characters of a shared text: a message has no more. */
const MAX_CHARACTERS = 4_000;

/**
 * Returns the URL at which the main page opens what another app shares: title, text and URL as one text. It is in the
 * fragment, which browsers do not send to the server. `files`: the id of the files that are shared, too, and are stored in
 * the browser.
 */
export function shareUrl(shared: URLSearchParams, files: string | null = null): string {
  const parts = ['title', 'text', 'url'].map((name) => shared.get(name)?.trim());
  // Many apps repeat the title or the URL in the text.
  const text = parts.filter(
    (part, at) => part && !parts.slice(at + 1).some((other) => other?.includes(part)),
  );
  return `/#share=${encodeURIComponent(shortened(text.join('\n')))}${files === null ? '' : `&files=${files}`}`;
}

/** Returns the beginning of a shared text, as much as a message can have. */
export const shortened = (text: string): string =>
  [...text.slice(0, 2 * MAX_CHARACTERS)].slice(0, MAX_CHARACTERS).join('');
