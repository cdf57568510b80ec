import { startQuad } from '@/tests/support/quad';
import startSuiteServers from '@/tests/support/suite-servers';

/**
 * One node for all files: the demonstration, but that people may jump about as tests need it and that
 * movements are published at once. And a PostgreSQL for the nodes that some files have besides. Gives the way to stop both.
 */
export default async function startNode(): Promise<() => Promise<void>> {
  const quad = await startQuad({ embedded: true, env: { LIMITS: 'off', PRESENCE_EPOCH_SECONDS: '0' } });
  process.env.QUAD_E2E_URL = quad.url;
  const stopServers = await startSuiteServers();
  return async () => {
    await quad.remove();
    await stopServers();
  };
}
