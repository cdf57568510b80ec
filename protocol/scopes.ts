/** The scopes of an API token; its owner chooses them. docs/programs.md lists what each scope covers. */
export const SCOPES = [
  /** Reading the user's own messages, and who is near. */
  'read',
  /** Sending messages, and changing the user's conversations: joining, leaving, read marks, muting. */
  'send',
  /** Reporting the user's position, and changing sharing and the range. */
  'presence',
  /** Managing the user's own bots. */
  'bots',
  /** Everything that an administrator may do; for administrators only. */
  'admin',
] as const;
export type Scope = (typeof SCOPES)[number];

/** The scope that a command requires, or `all`: no list of scopes includes `all`, and a browser's sign-in has it. */
export type RequiredScope = Scope | 'all';
