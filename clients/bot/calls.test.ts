import { expect, test, vi } from 'vitest';
import { createCalls } from './calls';

const call = {
  id: 'b2b0a1de-0d0c-4a52-9c0f-0d6f6e2f4a01',
  kind: 'mention',
  place: { id: 'b2b0a1de-0d0c-4a52-9c0f-0d6f6e2f4a02', kind: 'building', title: 'Civil' },
  message: 'b2b0a1de-0d0c-4a52-9c0f-0d6f6e2f4a03',
  text: 'hello',
  person: 'someone',
  at: '2026-11-30T12:00:00.000Z',
  token: 'token',
};
const handlersOf = (failed = vi.fn()) => ({
  failed,
  calls: createCalls({ answer: async () => '', react: async () => {}, failed }),
});

test('a call that comes again is handled once, and acknowledged with the same answer', async () => {
  const { calls, failed } = handlersOf();
  const handler = vi.fn(() => 'Soup.');
  calls.hear('mention', handler);
  // The first acknowledgement is lost with its connection.
  await calls.handle(call, () => {});
  const acknowledge = vi.fn();
  await calls.handle(call, acknowledge);
  expect(acknowledge.mock.calls).toEqual([[{ text: 'Soup.' }]]);
  expect(handler).toHaveBeenCalledOnce();
  expect(failed).not.toHaveBeenCalled();
});

test('an answer that the server would not take fails once, and is not sent', async () => {
  const { calls, failed } = handlersOf();
  calls.hear('mention', () => 'x'.repeat(4_001));
  const acknowledge = vi.fn();
  await calls.handle(call, acknowledge);
  await calls.handle(call, acknowledge);
  expect(acknowledge.mock.calls).toEqual([[], []]);
  expect(failed.mock.calls).toMatchObject([
    [{ message: 'The answer must be at most 4000 characters.' }, { id: call.id }],
  ]);
});
