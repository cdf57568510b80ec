import type { FullConfig } from '@playwright/test';
import { NO_PUSH_SERVICE } from '@/tests/support/cast';
import { startQuad } from '@/tests/support/quad';
import startSuiteServers from '@/tests/support/suite-servers';

const env = {
  LIMITS: 'off',
  PRESENCE_EPOCH_SECONDS: '0',
  PAGES_AT_START: 'on',
  LANGUAGES: 'en,pt,ar',
  // On a busy machine a query may wait long; the page must not show that Quad is busy.
  DATABASE_CONNECT_MS: '60000',
  // Nothing listens there: no page of a test may send to a real push service.
  PUSH_HOSTS: NO_PUSH_SERVICE,
};

/**
 * Starts one node for each worker, so that files that run at the same time do not share users: a demonstration, but
 * without the speed check and with movements published at once. The first one has the embedded services. Also starts a
 * further such node for files whose users must not meet those of any other file, and a PostgreSQL for the additional
 * nodes of some files. Returns a function that stops them all.
 */
export default async function startNodes({ workers }: FullConfig): Promise<() => Promise<void>> {
  const stopServers = await startSuiteServers();
  const nodes = await Promise.all(
    Array.from({ length: workers + 1 }, (_, index) => startQuad({ embedded: index === 0, env })),
  );
  const urls = nodes.map(({ url }) => url);
  process.env.QUAD_E2E_SECOND_URL = urls.pop();
  process.env.QUAD_E2E_URLS = urls.join(' ');
  return async () => {
    await Promise.all(nodes.map((node) => node.remove()));
    await stopServers();
  };
}
