/**
 * Returns a text that is safe to print on a terminal: control characters (escape sequences included), invisible
 * characters and direction marks become a replacement character.
 */
export function printable(text: string): string {
  return text.replace(/\p{C}|\p{Zl}|\p{Zp}/gu, '\uFFFD');
}

/**
 * Returns a line of JSON that is safe to print on a terminal: such characters are escaped, which keeps their meaning.
 */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\x7f-\uffff]/g, (unit) =>
    /[\p{C}\p{Zl}\p{Zp}]/u.test(unit) && !/[\ud800-\udfff]/.test(unit)
      ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
      : unit,
  );
}
