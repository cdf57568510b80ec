import type { Config } from '@/server/config';
import { createLog } from '@/server/log';
import { checkBroker } from './broker';
import type { Finding } from './check';
import { checkConfiguration } from './configuration';
import { checkDatabase } from './database';
import { checkFileStorage } from './file-storage';
import { checkIdentityProvider } from './identity';
import { checkMailServer } from './mail';
import { checkOidcProvider } from './oidc';
import { checkOutside } from './outside';

/**
 * Runs all checks of valid settings, those of the servers concurrently; with `outside` those of the running nodes by
 * PUBLIC_URL, too.
 */
export async function runChecks(config: Config, outside: boolean): Promise<Finding[]> {
  // Silent: the findings explain a failed attempt better than its log lines.
  const log = createLog('silent');
  const checks = [
    checkDatabase(config, log),
    checkBroker(config),
    checkIdentityProvider(config),
    checkOidcProvider(config),
    checkFileStorage(config),
    checkMailServer(config),
    outside ? checkOutside(config) : [],
  ];
  return [...checkConfiguration(config), ...(await Promise.all(checks)).flat()];
}
