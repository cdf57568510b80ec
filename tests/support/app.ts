import type { App } from '@/server/app';
import { readConfig } from '@/server/config';
import { createApp, type Overrides } from '@/server/create-app';
import { createLog } from '@/server/log';
import { CONNECT_WITHIN_MS } from './postgres';

/** A configuration without a demonstration, so that no secret is written to the data directory, and without limits. */
const ENVIRONMENT = {
  NODE_ENV: 'test',
  NEXTAUTH_SECRET: 'a secret of the tests that signs their cookies',
  FENIX_BASE_URL: 'http://fenix.test',
  FENIX_CLIENT_ID: 'quad',
  FENIX_CLIENT_SECRET: 'a secret of the tests',
  DATABASE_URL: 'postgres://quad.invalid/quad',
  DATABASE_CONNECT_MS: String(CONNECT_WITHIN_MS),
  LIMITS: 'off',
} as const;

/**
 * Returns a whole application, none of whose parts is started, with the configuration of `environment`. Without
 * `DATABASE_URL` its queries fail.
 */
export function createTestApp(environment: Record<string, string> = {}, overrides: Overrides = {}): App {
  const config = readConfig({ ...ENVIRONMENT, ...environment });
  const databaseUrl = config.databaseUrl as string;
  return createApp(
    config,
    { log: createLog('error'), publicUrl: 'http://quad.test', databaseUrl },
    overrides,
  );
}
