import { expect, test } from 'vitest';
import { firstLink } from './first-link';

test.each([
  ['see https://a.pt/x and https://b.pt', 'https://a.pt/x'],
  ['http://a.pt then **www.b.pt**', 'https://www.b.pt/'],
  ['[the plan](https://a.pt/plan)', 'https://a.pt/plan'],
  ['> quoted https://a.pt', 'https://a.pt/'],
  ['- one\n- *https://a.pt*', 'https://a.pt/'],
  ['`https://a.pt` and nothing', null],
  ['mail me@a.pt, see http://a.pt', null],
  // Shown as it was typed: it names another host.
  ['[https://bank.pt](https://thief.pt)', null],
  ['nothing', null],
])('[V6] of %j it is %j', (text, link) => {
  expect(firstLink(text)).toBe(link);
});
