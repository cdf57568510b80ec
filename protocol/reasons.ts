/** Why something is reported. Without its parsers, so that the page can have it. */
export const REASONS = ['spam', 'harassment', 'danger', 'other'] as const;
export type Reason = (typeof REASONS)[number];

/** Longest note of a report, and of its closing, in characters. */
export const MAX_NOTE = 1000;
