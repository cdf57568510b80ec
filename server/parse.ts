import type { z } from 'zod';
import { fail } from '@/protocol/errors';

/** Parses untrusted input by its schema. Throws `bad_request` with the name of the first wrong field. */
export function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = deepest(result.error.issues[0]);
  const field =
    issue?.code === 'unrecognized_keys'
      ? [...issue.path, issue.keys[0]].join('.')
      : (issue?.path.join('.') ?? '');
  const message =
    issue?.code === 'unrecognized_keys' ? 'is not a known field' : (issue?.message ?? 'is not valid');
  throw fail('bad_request', field ? `${printable(field)}: ${message}` : message, {
    field: printable(field) || undefined,
  });
}

type Issue = z.core.$ZodIssue;

/**
 * Returns the issue of the union branch that matched furthest, and of several that with the fewest issues, because it is
 * the most useful one.
 */
function deepest(issue: Issue | undefined): Issue | undefined {
  if (issue?.code !== 'invalid_union') return issue;
  const depth = (issues: Issue[]) => issues[0]?.path.length ?? -1;
  const best = issue.errors.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0]?.[0];
  return best ? deepest({ ...best, path: [...issue.path, ...best.path] } as Issue) : issue;
}

/**
 * Returns a field name in a printable form. The name may come from the client, so it is bounded and free of terminal
 * control characters.
 */
function printable(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, '?').slice(0, 80);
}
