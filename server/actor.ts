import type { Scope } from '@/protocol/scopes';

/** Who asks. Made by authentication only; every command gets one and decides by itself what it may do. */
export type Actor = UserActor | BotActor;

export interface UserActor {
  kind: 'user';
  /** The internal id; `username` is the one on the wire. */
  userId: string;
  username: string;
  name: string;
  administrator: boolean;
  /** In by a name alone, for a day: never an administrator, never answerable for a bot. */
  guest: boolean;
  /** How they proved it: revoking that credential cuts what it opened. */
  via: 'sign-in' | 'token';
  credentialId: string;
  /** How far that credential reaches: `all` for a browser's sign-in and for the operator's tokens. */
  scopes: ReadonlySet<Scope> | 'all';
}

export interface BotActor {
  kind: 'bot';
  botId: string;
  buildingId: string;
}
