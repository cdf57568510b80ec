type Cell = string | number | boolean | null;

/** What a spreadsheet runs as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * Returns rows as CSV (RFC 4180, with a byte order mark, by which spreadsheets recognise UTF-8). No text of a person becomes
 * a formula.
 */
export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return `\ufeff${rows.map((row) => `${row.map(cell).join()}\r\n`).join('')}`;
}

function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
