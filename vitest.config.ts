import { defineConfig } from 'vitest/config';

/** Four suites, fastest first; `npm test` adds the end-to-end one (playwright.config.ts). */
export default defineConfig({
  resolve: { alias: { '@': import.meta.dirname } },
  test: {
    setupFiles: ['tests/support/property-seed.ts'],
    // Waiting ends with what is waited for; only a failure takes as long as this.
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        // Long enough for properties on a machine that does other work, too.
        test: {
          name: 'unit',
          include: ['{server,db,protocol,clients,app,bin}/**/*.test.{ts,tsx}', 'tests/faults/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          include: ['tests/contract/**/*.test.ts'],
          // RabbitMQ alone may take most of a minute to start on two cores that are busy.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // They wait for servers more than they compute; by default two cores are one worker.
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        // Each file runs whole nodes, brokers and databases, and waits for them: two at a time.
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
