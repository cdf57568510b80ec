import { createHash } from 'node:crypto';

/** Returns JSON with the members of objects in order of their names, so that equal values have equal texts. */
export function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((each) => canonical(each ?? null)).join()}]`;
  const members = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join()}}`;
}

/** Returns the SHA-256 of the canonical JSON of a value, in hexadecimal. */
export const hashOf = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex');
