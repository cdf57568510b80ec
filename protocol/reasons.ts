/** The reasons of a report. Kept apart from the zod schemas, so that the page can import them. */
export const REASONS = ['spam', 'harassment', 'danger', 'other'] as const;
export type Reason = (typeof REASONS)[number];

/** What administrators decide about a report. */
export const DECISIONS = ['none', 'deleted', 'warned', 'suspended'] as const;
export type Decision = (typeof DECISIONS)[number];

/** The users whom an administrator can have listed. */
export const USER_FILTERS = ['all', 'online', 'reported', 'suspended', 'administrators'] as const;
export type UserFilter = (typeof USER_FILTERS)[number];

/** The longest note of a report, and of its closing, in characters. */
export const MAX_NOTE = 1000;
