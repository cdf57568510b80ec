import type { Config } from '@/server/config';
import { createLog } from '@/server/log';
import { checkBroker } from './broker';
import type { Finding } from './check';
import { checkConfiguration } from './configuration';
import { checkDatabase } from './database';
import { checkIdentityProvider } from './identity';
import { checkOidcProvider } from './oidc';

/** Checks everything that the settings, which are right, name; all servers at the same time. */
export async function runChecks(config: Config): Promise<Finding[]> {
  // The findings say it better than the log of an attempt that fails.
  const log = createLog('silent');
  const checks = [
    checkDatabase(config, log),
    checkBroker(config),
    checkIdentityProvider(config),
    checkOidcProvider(config),
  ];
  return [...checkConfiguration(config), ...(await Promise.all(checks)).flat()];
}
