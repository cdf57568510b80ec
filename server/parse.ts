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

/** Returns the issue of the union branch that matched furthest, because it is the most useful one. */
function deepest(issue: Issue | undefined): Issue | undefined {
  if (issue?.code !== 'invalid_union') return issue;
  const branches = issue.errors.map((issues) => issues[0]).filter((i) => i !== undefined);
  const best = branches.sort((a, b) => b.path.length - a.path.length)[0];
  return best ? deepest({ ...best, path: [...issue.path, ...best.path] } as Issue) : issue;
}

/**
 * Returns a field name in a printable form. The name may come from the client, so it is bounded and free of terminal
 * control characters.
 */
function printable(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, '?').slice(0, 80);
}
