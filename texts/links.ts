const SAFE = ['http:', 'https:', 'mailto:'];

/** Returns the address of a link for an address as users write it; null when a link must not lead there. */
export function safeHref(written: string): string | null {
  const absolute = /^www\./i.test(written)
    ? `https://${written}`
    : /^[^\s:/]+@[^\s:/]+$/.test(written)
      ? `mailto:${written}`
      : written;
  try {
    const { protocol, href } = new URL(absolute);
    return SAFE.includes(protocol) ? href : null;
  } catch {
    return null;
  }
}

/** Ends a text after which no address begins: a letter, a digit or an `@`. */
const WITHIN_WORD = /[\p{L}\p{N}\p{M}_@]$/u;
/** An address ends at blanks, angle brackets, quotation marks, and the punctuation of scripts without blanks. */
const WEB = /(?:https?:\/\/|www\.)[^\s<>"“”„«»‹›`、。，！？；：（）「」『』【】《》〈〉]+/iy;
const MAIL = /(?:mailto:)?[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/iy;
/** Characters at the end that end a sentence or close emphasis, and do not belong to the address. */
const TRAILING = /[?!.,:;*_~'’…]+$/u;
const CLOSING: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** Returns where an address that begins at `at` ends (UTF-16 offset, exclusive); null when no address begins there. */
export function addressEnd(text: string, at: number): number | null {
  if (WITHIN_WORD.test(text.slice(Math.max(0, at - 2), at))) return null;
  WEB.lastIndex = at;
  MAIL.lastIndex = at;
  const web = WEB.exec(text)?.[0];
  const address = web === undefined ? mail() : balanced(web).replace(TRAILING, '');
  return address && hasHost(address) ? at + address.length : null;

  function mail(): string | undefined {
    const found = MAIL.exec(text)?.[0];
    // The word continues after the address, so the user did not mean an address.
    return found && !/^[\p{L}\p{N}\p{M}@]/u.test(text.slice(at + found.length)) ? found : undefined;
  }
}

/** Returns an address up to the first bracket that closes a bracket from before the address. */
function balanced(address: string): string {
  const open: string[] = [];
  for (let i = 0; i < address.length; i++) {
    const letter = address[i] as string;
    if ('([{'.includes(letter)) open.push(letter);
    else if (letter in CLOSING && open.pop() !== CLOSING[letter]) return address.slice(0, i);
  }
  return address;
}

function hasHost(address: string): boolean {
  return /^www\./i.test(address)
    ? /^www\.[^./?#]+\./i.test(address) && safeHref(address) !== null
    : safeHref(address) !== null;
}

/**
 * Returns whether the words of a link look like an address of another host, as in
 * `[bank.example](https://thief.example)`.
 */
export function isMisleading(words: string, href: string): boolean {
  const shown =
    /^\s*(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^\s/@]*@)?((?:[\p{L}\p{N}_-]+\.)+\p{L}{2,})(?=[\s/:?#]|$)/iu.exec(
      words,
    )?.[1];
  if (!shown) return false;
  const host = (address: string) => {
    try {
      return new URL(address).hostname.replace(/^www\./, '');
    } catch {
      return null;
    }
  };
  return (
    host(`https://${shown}`) !== (href.startsWith('mailto:') ? href.slice(href.indexOf('@') + 1) : host(href))
  );
}
