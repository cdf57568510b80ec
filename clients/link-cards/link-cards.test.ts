import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLinkCards } from './link-cards';

const CARD = { title: 'The plan', description: null, site: null };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Returns cards whose requests get these answers in turn, and the seqs of the requests. */
function start(...answers: ({ cards: unknown[]; waiting: number[] } | Error)[]) {
  const asked: number[][] = [];
  const cards = createLinkCards({
    conversation: 'c',
    ask: (async (_: string, { seqs }: { seqs: number[] }) => {
      asked.push(seqs);
      const answer = answers.shift() ?? { cards: [], waiting: [] };
      if (answer instanceof Error) throw answer;
      return answer;
    }) as never,
  });
  const changed = vi.fn();
  cards.subscribe(changed);
  return { cards, asked, changed };
}

test('[V6] cards of one turn share a request, and are asked for once', async () => {
  const { cards, asked, changed } = start({ cards: [{ seq: 1, card: CARD }], waiting: [] });
  expect([cards.of(1, 'a'), cards.of(2, 'b')]).toEqual([null, null]);
  await vi.advanceTimersByTimeAsync(0);
  expect(changed).toHaveBeenCalledOnce();
  expect([cards.of(1, 'a'), cards.of(2, 'b')]).toEqual([CARD, null]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([[1, 2]]);
});

test('[V6] a card that is being made is asked for again, some times', async () => {
  const waiting = { cards: [], waiting: [1] };
  const { cards, asked } = start(waiting, { cards: [{ seq: 1, card: CARD }], waiting: [] });
  cards.of(1, 'a');
  await vi.advanceTimersByTimeAsync(60_000);
  expect([asked.length, cards.of(1, 'a')]).toEqual([2, CARD]);
  const never = start(waiting, waiting, waiting, waiting, waiting);
  never.cards.of(1, 'a');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(never.asked).toHaveLength(4);
});

test('[V6] an edited link has another card, and a failed request is made again', async () => {
  const { cards, asked } = start(new Error('lost'), { cards: [{ seq: 1, card: CARD }], waiting: [] });
  cards.of(1, 'a');
  await vi.advanceTimersByTimeAsync(0);
  cards.of(1, 'a');
  await vi.advanceTimersByTimeAsync(0);
  expect([cards.of(1, 'a'), cards.of(1, 'b')]).toEqual([CARD, null]);
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual([[1], [1], [1]]);
});
