import { expect, test } from 'vitest';
import { clientEvents, errorsOf, serverEvents } from './events';

test.each(Object.entries(clientEvents))('the example of %s is valid', (_, { payload, answer, example }) => {
  expect(payload.safeParse(example.payload).error).toBeUndefined();
  expect(answer.parse(example.answer)).toEqual(example.answer);
});

test.each(Object.entries(serverEvents))('the example of %s is valid', (_, { args, example }) => {
  expect(args.parse(example)).toEqual(example);
});

test('an event names no error that every event can answer', () => {
  for (const event of Object.keys(clientEvents) as (keyof typeof clientEvents)[])
    expect(new Set(errorsOf(event)).size, event).toBe(errorsOf(event).length);
});
