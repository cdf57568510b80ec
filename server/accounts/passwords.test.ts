import { verify } from '@node-rs/argon2';
import { beforeEach, expect, test, vi } from 'vitest';
import { hashPassword, isPassword } from './passwords';

vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof import('@node-rs/argon2')>();
  return { ...real, verify: vi.fn(real.verify) };
});
beforeEach(() => void vi.mocked(verify).mockClear());

test('[A22] a password is stored as Argon2id with its own salt', async () => {
  const [firstHash, two] = [await hashPassword('correct horse'), await hashPassword('correct horse')];
  expect(firstHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(firstHash).not.toBe(two);
  expect(await isPassword(firstHash, 'correct horse')).toBe(true);
  expect(await isPassword(firstHash, 'correct hors')).toBe(false);
});

test('a password matches however its letters are composed', async () => {
  const stored = await hashPassword('coração'.normalize('NFC'));
  expect(await isPassword(stored, 'coração'.normalize('NFD'))).toBe(true);
});

test('[A23] an unknown account costs as much computing as a known one', async () => {
  const stored = await hashPassword('correct horse');
  await isPassword(stored, 'wrong');
  expect(await isPassword(null, 'wrong')).toBe(false);
  expect(await isPassword(null, '')).toBe(false);
  const costs = vi.mocked(verify).mock.calls.map(([hash]) => String(hash).split('$').slice(1, 4).join('$'));
  expect(costs).toEqual(Array(3).fill('argon2id$v=19$m=19456,t=2,p=1'));
});

test('too many concurrent checks are refused, and the others are served', async () => {
  const stored = await hashPassword('correct horse');
  const all = await Promise.allSettled(Array.from({ length: 60 }, () => isPassword(stored, 'correct horse')));
  const refused = all.filter((result) => result.status === 'rejected');
  expect(refused).toHaveLength(8);
  for (const result of refused) expect(result.reason).toMatchObject({ code: 'unavailable', retryable: true });
  expect(await isPassword(stored, 'correct horse')).toBe(true);
});
