import type { Db } from '@/db/client';
import type { Config } from '@/server/config';
import type { Limits } from '@/server/limits';
import type { PresenceContext } from '@/server/presence/context';
import type { OidcDiscovery } from './oidc-discovery';
import type { Revocations } from './revocations';

/** What the commands of this folder need. */
export interface AccountsContext {
  config: Pick<
    Config,
    | 'administrators'
    | 'authSecret'
    | 'fenix'
    | 'guests'
    | 'localAccounts'
    | 'oidc'
    | 'signInDays'
    | 'usernames'
  >;
  publicUrl: string;
  db: Db;
  limits: Limits;
  /** How to speak with the OpenID provider; null without one. */
  oidc: OidcDiscovery | null;
  revocations: Revocations;
}

/** What erasing a user needs: they also leave conversations, and nobody sees them near any more. */
export interface ErasureContext extends AccountsContext, Omit<PresenceContext, 'config'> {
  config: AccountsContext['config'] & PresenceContext['config'];
}
