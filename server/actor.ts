import type { Scope } from '@/protocol/scopes';

/**
 * The authenticated user or bot for whom a command runs. Only authentication creates actors; each command authorises
 * its actor.
 */
export type Actor = UserActor | BotActor;

export interface UserActor {
  kind: 'user';
  /** The internal id, never sent to clients; `username` is the id on the wire. */
  userId: string;
  username: string;
  name: string;
  administrator: boolean;
  /** A guest is never an administrator and cannot own a bot. */
  guest: boolean;
  /** The kind of the credential. When the credential is revoked, its connections are ended. */
  via: 'sign-in' | 'token';
  credentialId: string;
  /** The scopes of the credential: `all` for a browser's sign-in and for the operator's tokens. */
  scopes: ReadonlySet<Scope> | 'all';
}

export interface BotActor {
  kind: 'bot';
  botId: string;
  buildingId: string;
  /**
   * The hash of the secret that the bot showed; with a token, of its current secret. A connection ends when this secret
   * is no longer accepted.
   */
  secretHash: Buffer;
}
