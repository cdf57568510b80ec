import { startQuad } from '@/tests/support/quad';
import startSuiteServers from '@/tests/support/suite-servers';

const env = {
  LIMITS: 'off',
  PRESENCE_EPOCH_SECONDS: '0',
  // On a machine that does other work, too, a query may wait for long: the page must not be told that Quad is busy.
  DATABASE_CONNECT_MS: '60000',
};

/**
 * One node for all files: the demonstration, but that people may jump about as tests need it and that movements are
 * published at once. A second one like it for files whose people must not meet those of other files. And a PostgreSQL for
 * the nodes that some files have besides. Gives the way to stop them all.
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
