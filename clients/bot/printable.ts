/**
 * Text of others as a terminal may show it: control characters (escape sequences among them), and invisible
 * or direction-changing ones, become a replacement character.
 */
export function printable(text: string): string {
  return text.replace(/\p{C}|\p{Zl}|\p{Zp}/gu, '\uFFFD');
}

/** A line of JSON in which nothing drives a terminal either: such characters are escaped, and mean the same. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\x7f-\uffff]/g, (unit) =>
    /[\p{C}\p{Zl}\p{Zp}]/u.test(unit) && !/[\ud800-\udfff]/.test(unit)
      ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
      : unit,
  );
}
