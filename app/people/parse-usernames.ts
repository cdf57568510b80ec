const USERNAME = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/;

/** The usernames in what somebody typed or pasted, and the words that are none. */
export function parseUsernames(text: string): { usernames: string[]; wrong: string[] } {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  return {
    usernames: [...new Set(words.filter((word) => USERNAME.test(word)))],
    wrong: words.filter((word) => !USERNAME.test(word)),
  };
}
