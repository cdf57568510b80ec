import { startQuad } from '@/tests/support/quad';

/**
 * One node for all suites: the demonstration, but that people may jump about as tests need it and that
 * movements are published at once. Gives the way to stop it.
 */
export default async function startNode(): Promise<() => Promise<void>> {
  const quad = await startQuad({ embedded: true, env: { LIMITS: 'off', PRESENCE_EPOCH_SECONDS: '0' } });
  process.env.QUAD_E2E_URL = quad.url;
  return quad.remove;
}
