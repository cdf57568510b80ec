import type { FullConfig } from '@playwright/test';
import { NO_PUSH_SERVICE } from '@/tests/support/cast';
import { freePorts } from '@/tests/support/ports';
import { startQuad } from '@/tests/support/quad';
import startSuiteServers from '@/tests/support/suite-servers';

const env = {
  LIMITS: 'off',
  PRESENCE_EPOCH_SECONDS: '0',
  PAGES_AT_START: 'on',
  LANGUAGES: 'en,pt,ar',
  // On a busy machine a query may wait long; the page must not show that Quad is busy.
  DATABASE_CONNECT_MS: '60000',
  // RECIPIENT of alert-console.spec.ts posts for a weather service.
  CAP_SOURCES_FILE: 'tests/e2e/cap-sources.json',
  // A message need not wait for a visible page to show it.
  PUSH_AFTER_SECONDS: '0',
};

/**
 * Starts two nodes for each worker, so that files that run at the same time do not share users: a demonstration, but
 * without the speed check and with movements published at once. The second node of a worker has the cards of links, too;
 * files run on it whose users must not meet those of the other files. The first node of all has the embedded services.
 * Also starts a PostgreSQL for the additional nodes of some files. Returns a function that stops them all.
 */
export default async function startNodes({ workers }: FullConfig): Promise<() => Promise<void>> {
  const stopServers = await startSuiteServers();
  const pushServices = (await freePorts(2)).map((port) => `http://127.0.0.1:${port}`);
  // No page of a test may send to a real push service.
  const PUSH_HOSTS = [NO_PUSH_SERVICE, ...pushServices].join(',');
  process.env.QUAD_E2E_PUSH_SERVICES = pushServices.join(' ');
  const nodes = await Promise.all(
    Array.from({ length: 2 * workers }, (_, index) =>
      startQuad({
        embedded: index === 0,
        env: { ...env, PUSH_HOSTS, LINK_CARDS: index < workers ? 'off' : 'on' },
      }),
    ),
  );
  const urls = nodes.map(({ url }) => url);
  const second = nodes.slice(workers);
  process.env.QUAD_E2E_SECOND_DATABASES = second.map(({ env }) => env.DATABASE_URL).join(' ');
  process.env.QUAD_E2E_SECOND_URLS = urls.slice(workers).join(' ');
  process.env.QUAD_E2E_URLS = urls.slice(0, workers).join(' ');
  return async () => {
    await Promise.all(nodes.map((node) => node.remove()));
    await stopServers();
  };
}
