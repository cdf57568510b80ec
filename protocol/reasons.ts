/** The reasons of a report. Kept apart from the zod schemas, so that the page can import them. */
export const REASONS = ['spam', 'harassment', 'danger', 'other'] as const;
export type Reason = (typeof REASONS)[number];

/** What administrators decide about a report. */
export const DECISIONS = ['none', 'deleted', 'warned', 'suspended'] as const;
export type Decision = (typeof DECISIONS)[number];

/** The longest note of a report, and of its closing, in characters. */
export const MAX_NOTE = 1000;
