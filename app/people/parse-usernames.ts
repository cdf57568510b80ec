const USERNAME = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/;

/** Returns the usernames in a typed or pasted text, and the words that are not usernames. */
export function parseUsernames(text: string): { usernames: string[]; wrong: string[] } {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  return {
    usernames: [...new Set(words.filter((word) => USERNAME.test(word)))],
    wrong: words.filter((word) => !USERNAME.test(word)),
  };
}
