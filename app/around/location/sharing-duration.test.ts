import { afterEach, expect, test, vi } from 'vitest';
import { rememberChoice, rememberedDuration } from './sharing-duration';

afterEach(() => vi.unstubAllGlobals());

test('[P1] the choice is remembered for the user who made it, and for nobody else in that browser', () => {
  const stored = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
  expect(rememberedDuration('ist1100001')).toBeNull();
  rememberChoice('ist1100001', 'here');
  expect(rememberedDuration('ist1100001')).toBe('here');
  expect(rememberedDuration('ist1100002')).toBeNull();
  rememberChoice('ist1100001', 'hour');
  expect(rememberedDuration('ist1100001')).toBe(60);
  stored.set('quad.sharing', 'ist1100001 nonsense');
  expect(rememberedDuration('ist1100001')).toBeNull();
});
