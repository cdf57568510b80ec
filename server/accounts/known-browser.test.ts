import { describe, expect, it } from 'vitest';
import { readKnownBrowser } from './known-browser';

const read = (cookie: string | undefined, secret = 'a secret') => readKnownBrowser(secret, cookie);

describe('[A30] a browser that has signed in to an account before', () => {
  it('is recognised for that account alone, on that server alone', () => {
    const cookie = read(undefined).remember('ana');
    expect(read(cookie).recognise('ana')).toMatch(/^[\w-]{22}$/);
    expect(read(cookie).recognise('rui')).toBeNull();
    expect(read(cookie, 'another secret').recognise('ana')).toBeNull();
    expect(cookie).not.toContain('ana');
  });

  it('is remembered for several accounts; the oldest is dropped', () => {
    const names = Array.from({ length: 10 }, (_, n) => `name-${n}`);
    const cookie = names.reduce<string | undefined>((before, name) => read(before).remember(name), undefined);
    const known = names.filter((name) => read(cookie).recognise(name));
    expect(known).toEqual(names.slice(2));
    expect(read(cookie).remember('name-5').split('.')).toHaveLength(9);
  });

  it('cannot be forged by a stranger', () => {
    const [browser = '', proof = ''] = read(undefined).remember('ana').split('.');
    const other = read(undefined).remember('ana').split('.')[0] as string;
    for (const cookie of [undefined, '', '.', browser, proof, `${other}.${proof}`, 'x'.repeat(9_999), '\0.é'])
      expect(read(cookie).recognise('ana')).toBeNull();
  });
});
