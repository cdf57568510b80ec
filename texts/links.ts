const SAFE = ['http:', 'https:', 'mailto:'];

/** Returns the `href` of a URL or an e-mail address as users write it; null when a link must not lead there. */
export function safeHref(url: string): string | null {
  const absolute = /^www\./i.test(url)
    ? `https://${url}`
    : /^[^\s:/]+@[^\s:/]+$/.test(url)
      ? `mailto:${url}`
      : url;
  try {
    const { protocol, href } = new URL(absolute);
    return SAFE.includes(protocol) ? href : null;
  } catch {
    return null;
  }
}

/** Ends a text after which no bare link begins: a letter, a digit or an `@`. */
const WITHIN_WORD = /[\p{L}\p{N}\p{M}_@]$/u;
/** Ends a text after which no e-mail address begins: the beginning of a local part that has other letters. */
const WITHIN_LOCAL_PART = /[\p{L}\p{N}\p{M}_@][.+-]+$/u;
/** A URL ends at blanks, angle brackets, quotation marks, and the punctuation of scripts without blanks. */
const WEB = /(?:https?:\/\/|www\.)[^\s<>"“”„«»‹›`、。，！？；：（）「」『』【】《》〈〉]+/iy;
const MAIL = /(?:mailto:)?[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/iy;
/** Characters at the end that end a sentence or close emphasis, and do not belong to the link. */
const TRAILING = /[?!.,:;*_~'’…]+$/u;
const CLOSING: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/**
 * Returns where a bare link (a URL or an e-mail address without marks) that begins at `at` ends (UTF-16 offset,
 * exclusive); null when none begins there.
 */
export function bareLinkEnd(text: string, at: number): number | null {
  if (WITHIN_WORD.test(text.slice(Math.max(0, at - 2), at))) return null;
  WEB.lastIndex = at;
  MAIL.lastIndex = at;
  const web = WEB.exec(text)?.[0];
  const link = web === undefined ? mail() : balanced(web).replace(TRAILING, '');
  return link && hasHost(link) ? at + link.length : null;

  function mail(): string | undefined {
    const found = MAIL.exec(text)?.[0];
    // The word began before it or continues after it, so the user did not mean an e-mail address.
    return found &&
      !WITHIN_LOCAL_PART.test(text.slice(Math.max(0, at - 66), at)) &&
      !/^[\p{L}\p{N}\p{M}@]/u.test(text.slice(at + found.length))
      ? found
      : undefined;
  }
}

/** Returns a URL up to the first bracket that closes a bracket from before the URL. */
function balanced(url: string): string {
  const open: string[] = [];
  for (let i = 0; i < url.length; i++) {
    const letter = url[i] as string;
    if ('([{'.includes(letter)) open.push(letter);
    else if (letter in CLOSING && open.pop() !== CLOSING[letter]) return url.slice(0, i);
  }
  return url;
}

function hasHost(link: string): boolean {
  return /^www\./i.test(link)
    ? /^www\.[^./?#]+\./i.test(link) && safeHref(link) !== null
    : safeHref(link) !== null;
}

/**
 * Returns whether the words of a link look like a URL of another host, as in
 * `[bank.example](https://thief.example)`.
 */
export function isMisleading(words: string, href: string): boolean {
  const shown =
    /^\s*(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^\s/@]*@)?((?:[\p{L}\p{N}_-]+\.)+\p{L}{2,})(?=[\s/:?#]|$)/iu.exec(
      words,
    )?.[1];
  if (!shown) return false;
  const host = (url: string) => {
    try {
      return new URL(url).hostname.replace(/^www\./, '');
    } catch {
      return null;
    }
  };
  return (
    host(`https://${shown}`) !== (href.startsWith('mailto:') ? href.slice(href.indexOf('@') + 1) : host(href))
  );
}
