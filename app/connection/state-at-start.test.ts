import { expect, test } from 'vitest';
import type { FirstState } from '@/clients/state/state';
import { noteShown, stateAtStart } from './state-at-start';

const you = { id: 'ana', name: 'Ana', administrator: false, guest: false };
const first: FirstState = {
  place: { sharing: false, building: null, declared: false, state: 'off', range: 50 },
  people: [{ id: 'rui', name: 'Rui', building: null, band: 'near', inBuilding: false, declared: false }],
  log: { entries: [], conversations: [], complete: true, blocked: { version: 1, users: [] } },
  names: [],
};

test('what the server wrote into the page is shown once: the router gives an old page again after Back', () => {
  const start = () => Object.keys(stateAtStart({ you, first }).people);
  expect(start()).toEqual(['rui']);
  // React may construct the state again before it shows it.
  expect(start()).toEqual(['rui']);
  noteShown(first);
  expect(start()).toEqual([]);
  noteShown(null);
  expect(Object.keys(stateAtStart({ you, first: { ...first } }).people)).toEqual(['rui']);
});
