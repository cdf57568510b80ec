/**
 * Whether tests that have a short and a long form take the long one: after `npm test -- --long`, or with LONG_TESTS=1.
 * The long one is for what is heavy and seldom breaks.
 */
export const LONG_TESTS = process.env.LONG_TESTS === '1';
