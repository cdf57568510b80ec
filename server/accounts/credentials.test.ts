import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Db } from '@/db/client';
import { createCredentials } from './credentials';

test('[C11] a connection to the database that does not answer delays only the tokens of its statement', async () => {
  let statements = 0;
  const query = () => (++statements === 1 ? new Promise(() => {}) : Promise.resolve({ rows: [] }));
  const { userOfToken } = createCredentials({ pool: { query } } as unknown as Db);
  void userOfToken(randomBytes(32));
  await expect.poll(() => statements).toBe(1);
  expect(await userOfToken(randomBytes(32))).toBeNull();
});
