import { writeFileSync } from 'node:fs';
import type { Verdict } from './checker/check';

/** A report for bin/report.mjs: each rule and each planted bug counts as a test. */
export interface Report {
  passed: number;
  failed: number;
  skipped: number;
  failures: { name: string; message: string }[];
}

/** Adds a test for each rule. A rule that was checked against nothing has not been tested, which is a failure. */
export function ruleTests(report: Report, { findings }: Verdict): void {
  for (const { rule, checked, violations } of findings) {
    if (checked > 0 && violations.length === 0) {
      report.passed += 1;
      continue;
    }
    const messages = violations.map(({ wrong, what }) => `${wrong}: ${what}`);
    fail(report, `${rule} holds under faults`, messages.join('\n') || 'It was held against nothing.');
  }
}

export function fail(report: Report, name: string, message: string): void {
  report.failed += 1;
  report.failures.push({ name, message });
}

export function writeReport(file: string, report: Report): void {
  writeFileSync(file, JSON.stringify(report));
}
