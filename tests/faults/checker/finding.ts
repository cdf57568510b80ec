/** The kinds of violations, as the table counts them. */
export const WRONGS = [
  'lost',
  'phantom',
  'duplicate',
  'gap',
  'reorder',
  'cross-talk',
  'late',
  'stale',
  'leak',
] as const;
export type Wrong = (typeof WRONGS)[number];

export const RULES = [
  'D1',
  'D2',
  'D3',
  'D4',
  'D5',
  'D6',
  'D7',
  'D8',
  'D9',
  'D10',
  'D11',
  'D17',
  'H2',
  'H3',
  'H4',
  'H5',
  'H6',
  'H7',
  'H8',
  'W2',
  'W4',
  'W9',
] as const;
export type Rule = (typeof RULES)[number];

/** A violation of a rule, and its cause. */
export interface Violation {
  rule: Rule;
  wrong: Wrong;
  what: string;
}

/** The result of a rule: the number of checked facts, and the violations. */
export interface Finding {
  rule: Rule;
  checked: number;
  violations: Violation[];
}

/** Returns a collector for the violations of a rule. */
export function finding(rule: Rule) {
  const result: Finding = { rule, checked: 0, violations: [] };
  return {
    result,
    /** Counts one more checked fact; adds a violation unless `holds`. */
    expect(holds: boolean, wrong: Wrong, what: () => string): void {
      result.checked += 1;
      if (!holds) result.violations.push({ rule, wrong, what: what() });
    },
  };
}
