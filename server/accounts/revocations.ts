/** Everything of a user, one sign-in or token, or one bot. */
type Revoked = { userId: string } | { credentialId: string } | { botId: string };

interface Revocation {
  what: Revoked;
  /** Told to the client. */
  reason: 'signed_out' | 'revoked' | 'unauthorised';
}

/**
 * The port by which a revocation reaches connections. Realtime implements it, and main.ts passes it. Call it after the
 * commit: every node looks in the database whether the credential is good still.
 */
export interface Revocations {
  /** Ends the connections of what was revoked: before it resolves on this node, within a second on the others. */
  revoke(revocations: Revocation[]): Promise<void>;
}
