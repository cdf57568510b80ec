import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/** Debian's browser: Playwright's own would have to be downloaded from elsewhere. The headless one takes half the work. */
const chromium =
  process.env.CHROMIUM_PATH ??
  ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) => existsSync(path));

/** Browsers against one node on its embedded services, as `npm start` runs it; `npm test` has built the pages. */
export default defineConfig({
  testDir: 'tests/e2e',
  globalSetup: './tests/e2e/node.ts',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  // Waiting ends with what is waited for: on two busy cores a browser alone may take a minute to do its part.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    timezoneId: 'Europe/Lisbon',
    actionTimeout: 30_000,
    // Drawing transitions takes as long as drawing the pages; `accessible` turns them off anyway.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      ...(chromium && { executablePath: chromium }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
