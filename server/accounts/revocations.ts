/** Everything of a user, one sign-in or token, or one bot. */
type Revoked = { userId: string } | { credentialId: string } | { botId: string };

interface Revocation {
  what: Revoked;
  /** Sent to the client. */
  reason: 'signed_out' | 'revoked' | 'unauthorised' | 'suspended';
}

/**
 * The port by which a revocation reaches connections. Realtime implements it, and create-app.ts passes it. Call it after
 * the commit: every node checks in the database whether the credential is still active.
 */
export interface Revocations {
  /** Disconnects the sockets of what was revoked: on this node before it resolves, on the others within a second. */
  revoke(revocations: Revocation[]): Promise<void>;
}
