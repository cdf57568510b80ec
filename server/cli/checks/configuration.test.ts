import { expect, test } from 'vitest';
import { readConfig } from '@/server/config';
import { checkConfiguration } from './configuration';

const warnings = (env: Record<string, string>) => {
  const real = { NODE_ENV: 'production', NEXTAUTH_SECRET: 'x'.repeat(32), ADMINISTRATORS: 'ist1000001' };
  const fenix = { FENIX_BASE_URL: 'https://fenix.example', FENIX_CLIENT_ID: '1', FENIX_CLIENT_SECRET: 's' };
  return checkConfiguration(readConfig({ ...real, ...fenix, ...env } as unknown as NodeJS.ProcessEnv))
    .filter(({ state }) => state === 'warning')
    .map(({ message }) => message);
};

test('an https URL implies a proxy, which hides the client’s address unless it is trusted', () => {
  expect(warnings({ PUBLIC_URL: 'https://quad.example', TRUST_PROXY: '1' })).toEqual([]);
  expect(warnings({ PUBLIC_URL: 'https://quad.example' })).toEqual([expect.stringContaining('TRUST_PROXY')]);
});
