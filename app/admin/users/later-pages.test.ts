import { expect, test } from 'vitest';
import type { WireFoundUsers } from '@/protocol/safety';
import { withLaterPages } from './later-pages';

const page = (ids: string, more: boolean): WireFoundUsers => ({
  users: [...ids].map((id) => ({ id }) as WireFoundUsers['users'][number]),
  more,
});
const ids = ({ users }: WireFoundUsers) => users.map(({ id }) => id).join('');

test('[R13] the later pages stay when the first one is read again', () => {
  const before = page('abcdef', false);
  expect(ids(withLaterPages(page('abc', true), before))).toBe('abcdef');
  expect(withLaterPages(page('abc', true), before).more).toBe(false);
  // Somebody was erased, somebody is new.
  expect(ids(withLaterPages(page('acd', true), before))).toBe('acdef');
  expect(ids(withLaterPages(page('aAb', true), before))).toBe('aAbcdef');
  // All fit on the first page.
  expect(ids(withLaterPages(page('ab', false), before))).toBe('ab');
});
