/** Texts by key. In a build a text with arguments is an array, because it is parsed there. */
export interface Texts {
  [key: string]: string | unknown[] | Texts;
}

const isText = (value: Texts[string]) => typeof value === 'string' || Array.isArray(value);

/** Returns the texts of a language, with the English ones where it has none. */
export function withFallback(texts: Texts, english: Texts): Texts {
  return Object.fromEntries(
    Object.entries(english).map(([key, fallback]) => {
      const text = texts[key];
      if (text === undefined || isText(fallback)) return [key, text ?? fallback];
      return [key, withFallback(text as Texts, fallback as Texts)];
    }),
  );
}
