import { expect, test } from 'vitest';
import type { WireNotice } from '@/protocol/safety';
import { reduce } from './reduce';
import { initialState } from './state';

const notice = (id: string): WireNotice => ({
  id,
  kind: 'warning',
  at: '2026-11-30T10:00:00.000Z',
  text: 'Please do not.',
  report: null,
});
const empty = initialState({ id: 'ana', name: 'Ana', administrator: false, guest: false });
const shown = (state: typeof empty) => state.notices.map(({ id }) => id);

test('[R11] a list drops the notices that were confirmed on another device meanwhile, and no newer one', () => {
  const known = ['a', 'b'];
  const before = reduce(empty, { type: 'notices', notices: known.map(notice) });
  // Arrives while the list is requested.
  const during = reduce(before, { type: 'notices', notices: [notice('c')] });
  const after = reduce(during, { type: 'notices', notices: [notice('b'), notice('d')], known });
  expect(shown(after)).toEqual(['b', 'c', 'd']);
  expect(reduce(after, { type: 'notices', notices: ['b', 'c', 'd'].map(notice), known: [] })).toBe(after);
});

test('[R11] a confirmed notice is not shown any more', () => {
  const state = reduce(empty, { type: 'notices', notices: [notice('a'), notice('b')] });
  expect(shown(reduce(state, { type: 'confirmed', id: 'a' }))).toEqual(['b']);
});
