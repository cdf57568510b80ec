import { expect, test } from 'vitest';
import { type Route, readRoute, urlOfRoute } from './page-route';

const id = '00000000-0000-4000-8000-000000000001';
const nothing: Route = { tab: 'around', view: null, seq: null, details: false, query: '', alert: null };

test('a URL of a route reads as the same route', () => {
  const routes: Route[] = [
    nothing,
    { ...nothing, tab: 'chats' },
    { ...nothing, tab: 'you' },
    { ...nothing, alert: id },
    { ...nothing, tab: 'chats', view: { of: 'nearby' } },
    { ...nothing, tab: 'chats', view: { of: 'direct', username: 'ist1.a_b-c' }, details: true },
    { ...nothing, view: { of: 'conversation', id }, seq: 7 },
    { ...nothing, tab: 'chats', query: 'q=a&b "ção" from:x%+#' },
  ];
  for (const route of routes) expect(readRoute(urlOfRoute(route).slice(1))).toEqual(route);
});

test.each(['?c=javascript:alert(1)', '?m=7&i', '?t=admin', '?c=&m=x', '?alert=1', '?%'])(
  'the invalid query %s is ignored',
  (search) => {
    expect(readRoute(search)).toEqual(nothing);
  },
);

test('an invalid seq is ignored', () => {
  expect(readRoute('?c=nearby&m=-1')).toEqual({ ...nothing, tab: 'chats', view: { of: 'nearby' } });
});
