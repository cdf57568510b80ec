import { expect, test } from 'vitest';
import { readConfig } from '@/server/config';
import { checkConfiguration } from './configuration';

const SERVERS = { DATABASE_URL: 'postgresql://quad@127.0.0.1/quad', AMQP_URL: 'amqp://127.0.0.1/quad' };

const warnings = (env: Record<string, string>) => {
  const real = { NODE_ENV: 'production', NEXTAUTH_SECRET: 'x'.repeat(32), ADMINISTRATORS: 'ist1000001' };
  const fenix = { FENIX_BASE_URL: 'https://fenix.example', FENIX_CLIENT_ID: '1', FENIX_CLIENT_SECRET: 's' };
  return checkConfiguration(
    readConfig({ ...real, ...fenix, ...SERVERS, ...env } as unknown as NodeJS.ProcessEnv),
  )
    .filter(({ state }) => state === 'warning')
    .map(({ message }) => message);
};

test('an https URL implies a proxy, which hides the client’s address unless it is trusted', () => {
  expect(warnings({ PUBLIC_URL: 'https://quad.example', TRUST_PROXY: '1' })).toEqual([]);
  expect(warnings({ PUBLIC_URL: 'https://quad.example' })).toEqual([expect.stringContaining('TRUST_PROXY')]);
});

test('in production servers inside the process are named, because they serve one node alone', () => {
  const at = { PUBLIC_URL: 'https://quad.example', TRUST_PROXY: '1' };
  expect(warnings({ ...at, AMQP_URL: '' })).toEqual([
    expect.stringMatching(/^AMQP_URL is not set: a second node/),
  ]);
  expect(warnings({ ...at, AMQP_URL: '', DATABASE_URL: '' })).toEqual([
    expect.stringMatching(/^DATABASE_URL is not set: .* one node of this machine alone/),
  ]);
});
