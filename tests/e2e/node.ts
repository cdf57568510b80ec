import { startQuad } from '@/tests/support/quad';
import startSuiteServers from '@/tests/support/suite-servers';

const env = {
  LIMITS: 'off',
  PRESENCE_EPOCH_SECONDS: '0',
  // On a busy machine a query may wait long; the page must not show that Quad is busy.
  DATABASE_CONNECT_MS: '60000',
};

/**
 * Starts one node for all files: a demonstration, but without the speed check and with movements published at once.
 * Also starts a second such node for files whose users must not meet those of other files, and a PostgreSQL for the
 * additional nodes of some files. Returns a function that stops them all.
 */
export default async function startNodes(): Promise<() => Promise<void>> {
  const stopServers = await startSuiteServers();
  const [first, second] = await Promise.all([startQuad({ embedded: true, env }), startQuad({ env })]);
  process.env.QUAD_E2E_URL = first.url;
  process.env.QUAD_E2E_SECOND_URL = second.url;
  return async () => {
    await Promise.all([first.remove(), second.remove()]);
    await stopServers();
  };
}
