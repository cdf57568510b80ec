import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Db } from '@/db/client';
import { whileUploading } from './attachments';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('[I1] the transaction of an upload is never idle for long while the storage works', async () => {
  const statements: string[] = [];
  const query = async (text: string) => {
    statements.push(text);
    return { rows: [{ id: 'a' }] };
  };
  const transaction = (work: (client: object) => unknown) => work({ query });
  const slow = new Promise<string>((resolve) => setTimeout(resolve, 20_000, 'stored'));
  const working = whileUploading({ transaction } as unknown as Db, 'a', () => slow);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await working).toBe('stored');
  expect(statements.length).toBeGreaterThan(5);
  const before = statements.length;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(statements).toHaveLength(before);
});
