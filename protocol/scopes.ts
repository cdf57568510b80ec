/** The parts of Quad that a token may be good for; its owner chooses. What each covers is in docs/programs.md. */
export const SCOPES = [
  /** Messages of one's own, and who is near. */
  'read',
  /** Messages to others, and whatever changes one's conversations: joining, leaving, read marks, muting. */
  'send',
  /** Where one is, whether that is shared, and how far one looks. */
  'presence',
  /** Bots of one's own. */
  'bots',
  /** Whatever an administrator may do, for one who is. */
  'admin',
] as const;
export type Scope = (typeof SCOPES)[number];

/** What something asks of a token: a scope, or `all`, which no list of scopes amounts to and a browser's sign-in has. */
export type Needed = Scope | 'all';
