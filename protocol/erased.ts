/** The prefix of the random usernames of erased users; no other username begins with it. */
export const ERASED_PREFIX = 'deleted-';

/** Returns whether a username belongs to an erased user, to whom no messages can be sent. */
export const isErased = (username: string) => username.startsWith(ERASED_PREFIX);
