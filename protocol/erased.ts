/** The usernames of people who were erased begin so: random, and nobody's. */
export const ERASED_PREFIX = 'deleted-';

/** Whether somebody was erased: there is nobody to write to. */
export const isErased = (username: string) => username.startsWith(ERASED_PREFIX);
