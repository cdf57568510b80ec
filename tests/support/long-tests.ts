/**
 * Whether tests with a short and a long form run the long form: after `npm test -- --long`, or with LONG_TESTS=1. The
 * long form is for tests that are slow and seldom fail.
 */
export const LONG_TESTS = process.env.LONG_TESTS === '1';
