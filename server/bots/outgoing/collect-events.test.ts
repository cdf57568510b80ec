import { expect, test } from 'vitest';
import { heardBy } from './collect-events';
import type { HeardEntry } from './event-store';

const entry = (seq: number, given: Partial<HeardEntry>): HeardEntry => ({
  seq,
  messageId: `m${seq}`,
  at: new Date(0),
  type: 'created',
  text: 'hello',
  isPersons: true,
  answersBot: false,
  isKnown: false,
  ...given,
});
const menuBot = { id: 'menu-bot', commands: [{ name: 'menu', description: 'Lunch' }], direct: false };
const heard = (hears: 'mentions' | 'messages', entries: HeardEntry[]) =>
  heardBy({ botId: 'menu-bot', hears, isRoom: true }, entries, [menuBot]).map(({ seq }) => seq);

test('[B18] what a bot says is no event, whatever it says and whomever it answers', () => {
  const bots = [
    entry(1, { isPersons: false }),
    entry(2, { isPersons: false, text: '@menu-bot again' }),
    entry(3, { isPersons: false, answersBot: true }),
    entry(4, { isPersons: false, type: 'edited', isKnown: true }),
  ];
  expect([heard('messages', bots), heard('mentions', bots)]).toEqual([[], []]);
});

test('[B15] a webhook hears mentions, answers to its bot and their changes, or all messages', () => {
  const entries = [
    entry(1, {}),
    entry(2, { text: '@menu-bot lunch?' }),
    entry(3, { answersBot: true }),
    entry(4, { messageId: 'm2', type: 'edited', text: 'never mind' }),
    entry(5, { messageId: 'm1', type: 'edited', text: '@menu-bot dinner?' }),
    entry(6, { messageId: 'm0', type: 'deleted', text: '', isKnown: true }),
    entry(7, { messageId: 'm9', type: 'deleted', text: '' }),
    entry(8, { messageId: 'm2', type: null, text: '@menu-bot' }),
  ];
  expect(heard('mentions', entries)).toEqual([2, 3, 4, 5, 6]);
  expect(heard('messages', entries)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('[B15] commands are heard, and what is said to the bot alone; a group is not overheard', () => {
  const entries = [entry(1, { text: '/menu tomorrow' }), entry(2, {}), entry(3, { text: '/menu@door-bot' })];
  const kinds = (isRoom: boolean, direct: boolean) =>
    heardBy({ botId: 'menu-bot', hears: 'messages', isRoom }, entries, [{ ...menuBot, direct }]).map(
      ({ seq, heard }) => [seq, heard],
    );
  expect(kinds(true, false)).toEqual([
    [1, 'command'],
    [2, null],
    [3, null],
  ]);
  expect(kinds(false, false)).toEqual([[1, 'command']]);
  expect(kinds(false, true)).toEqual([
    [1, 'command'],
    [2, 'direct'],
    [3, 'direct'],
  ]);
});
