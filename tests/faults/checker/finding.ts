/** What can be wrong, as the table counts it. */
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

export const RULES = ['D1', 'D2', 'D3', 'D4', 'D5', 'D6', 'D7', 'D8', 'D9', 'D10', 'D11', 'D17'] as const;
export type Rule = (typeof RULES)[number];

/** That a rule was broken, and by what. */
export interface Violation {
  rule: Rule;
  wrong: Wrong;
  what: string;
}

/** What came of a rule: how many facts it was held against, and those that break it. */
export interface Finding {
  rule: Rule;
  checked: number;
  violations: Violation[];
}

/** Gathers what a rule finds. */
export function finding(rule: Rule) {
  const result: Finding = { rule, checked: 0, violations: [] };
  return {
    result,
    /** One more fact was looked at; it breaks the rule unless `holds`. */
    expect(holds: boolean, wrong: Wrong, what: () => string): void {
      result.checked += 1;
      if (!holds) result.violations.push({ rule, wrong, what: what() });
    },
  };
}
