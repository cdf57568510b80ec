import { expect, test } from 'vitest';
import { createTopology, MAX_KEYS, routesOf } from './topology';

const topology = createTopology({ prefix: 'here' });

test('names start with the prefix', () => {
  expect(topology).toMatchObject({ people: 'here.people', nodes: 'here.nodes' });
  expect(topology.sessionQueue('s1')).toBe('here.session.s1');
  expect(topology.nodeQueue('n1', 'a')).toBe('here.node.n1.a');
});

test('an event to nodes is one publish', () => {
  expect(routesOf({ to: 'nodes', body: { a: 1 } }, topology)).toEqual([
    { exchange: 'here.nodes', keys: [], content: '{"a":1}' },
  ]);
});

test('[D11] an event to people names each user once, at most a hundred in a publish', () => {
  const people = Array.from({ length: 2 * MAX_KEYS + 1 }, (_, i) => `user-${i}`);
  const routes = routesOf({ to: 'people', userIds: [...people, ...people], body: null }, topology);
  expect(routes.map((route) => route.keys.length)).toEqual([MAX_KEYS, MAX_KEYS, 1]);
  expect(routes.flatMap((route) => route.keys)).toEqual(people);
});

test('an event without recipients is not published', () => {
  expect(routesOf({ to: 'people', userIds: [], body: null }, topology)).toEqual([]);
});
