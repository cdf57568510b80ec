/** What the doctor found out about one thing. */
export interface Finding {
  name: string;
  state: 'ok' | 'warning' | 'wrong';
  /** What is so, in a sentence. */
  message: string;
  /** How to mend it. */
  mend?: string;
}

/** Longest that one check may take; a thing that does not answer by then does not work. */
export const CHECK_TIMEOUT_MS = 10_000;

/** Text of an error without what could be a secret: addresses keep no user and password. */
export function reason(error: unknown): string {
  const errors = error instanceof AggregateError ? error.errors : [error];
  const first: unknown = errors[0];
  const text = first instanceof Error ? first.message || first.name : String(first);
  const code = first instanceof Error && 'code' in first ? String(first.code) : '';
  const said = code && !text.includes(code) ? `${text} (${code})` : text;
  return withoutPassword(said);
}

/** The address as it may be shown. */
function withoutPassword(text: string): string {
  return text.replace(/(\w+:\/\/)[^\s@/]*@/g, '$1');
}
