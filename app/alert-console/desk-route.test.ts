import { expect, test } from 'vitest';
import { type DeskRoute, readRoute, urlOf } from './desk-route';

test.each<DeskRoute>([
  { view: 'situation' },
  { view: 'new', kind: 'exercise' },
  { view: 'new', kind: 'live', incident: 'i1' },
  { view: 'new', kind: 'test', message: 'm1' },
  { view: 'change', alert: 'a1', as: 'all_clear' },
  { view: 'draft', id: 'd1' },
  { view: 'alert', id: 'a1' },
  { view: 'roll-call', id: 'a1' },
  { view: 'templates' },
  { view: 'exercises' },
  { view: 'templates', name: 'gas-leak' },
])('the URL of %o leads back to it', (route) => {
  const { pathname, searchParams } = new URL(urlOf(route), 'http://quad.test');
  expect(pathname).toBe('/alert-console');
  expect(readRoute(searchParams)).toEqual(route);
});

test.each(['new=drill', 'change=a1', 'change=a1&as=cancel', 'draft='])('%s is the situation', (query) => {
  expect(readRoute(new URLSearchParams(query))).toEqual({ view: 'situation' });
});
