/** A user and one of the user's conversations. */
export interface Participation {
  userId: string;
  conversationId: string;
}

/** Returns the pairs of these users and one conversation. */
export const participationsIn = (conversationId: string, userIds: readonly string[]): Participation[] =>
  userIds.map((userId) => ({ userId, conversationId }));

/** Returns the ids of the users and those of the conversations, as two columns for SQL. */
export const participationColumns = (pairs: readonly Participation[]): [string[], string[]] => [
  pairs.map(({ userId }) => userId),
  pairs.map(({ conversationId }) => conversationId),
];
