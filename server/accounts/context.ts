import type { Db } from '@/db/client';
import type { Config } from '@/server/config';
import type { Limits } from '@/server/limits';
import type { Log } from '@/server/log';
import type { MailServer } from '@/server/mail/mail';
import type { PresenceContext } from '@/server/presence/context';
import type { Credentials } from './credentials';
import type { OidcDiscovery } from './oidc-discovery';
import type { Revocations } from './revocations';

/** The parts of the application that the account commands need. */
export interface AccountsContext {
  config: Pick<
    Config,
    | 'administrators'
    | 'authSecret'
    | 'fenix'
    | 'guests'
    | 'landingChannel'
    | 'localAccounts'
    | 'oidc'
    | 'signInDays'
    | 'usernames'
  >;
  publicUrl: string;
  db: Db;
  credentials: Credentials;
  limits: Limits;
  log: Pick<Log, 'warn'>;
  /** Sends e-mails; null without the settings for it, except in a demonstration. */
  mailServer: MailServer | null;
  /** Reads the metadata of the OpenID provider; null without a provider. */
  oidc: OidcDiscovery | null;
  revocations: Revocations;
}

/** The parts that erasing a user needs: it also closes the user's memberships and deletes their presence. */
export interface ErasureContext extends AccountsContext, Omit<PresenceContext, 'config'> {
  config: AccountsContext['config'] & PresenceContext['config'];
}
