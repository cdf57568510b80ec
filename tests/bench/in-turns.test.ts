import { expect, it } from 'vitest';
import { inTurns } from './in-turns';
import { compare, figure, format } from './table';

it('runs both alternately, and compares each pair', async () => {
  const order: string[] = [];
  const ours = [10, 20, 60];
  const peer = [5, 20, 20];
  const { rate } = await inTurns(
    3,
    async () => {
      order.push('ours');
      return { rate: ours.shift() as number };
    },
    async () => {
      order.push('peer');
      return { rate: peer.shift() as number };
    },
  );
  expect(order).toEqual(['ours', 'peer', 'peer', 'ours', 'ours', 'peer']);
  expect(rate).toEqual({
    ours: { median: 20, least: 10, most: 60 },
    peer: { median: 20, least: 5, most: 20 },
    ratio: { median: 2, least: 1, most: 3 },
  });
});

it('prints a row with its target', () => {
  const range = (median: number) => ({ median, least: median, most: median });
  const comparison = { ours: range(1_234.5), peer: range(617), ratio: range(2) };
  const met = compare('joins', '/s', comparison, 'pgbench', { of: 'ratio', atLeast: 2 });
  expect(format(met)).toBe('| joins | 1,230 /s | pgbench: 617 | 2 | ≥ 2 × | met |');
  const missed = figure('p99', 'ms', { median: 60, least: 40, most: 70 }, { of: 'figure', atMost: 50 });
  expect(format(missed)).toBe('| p99 | 60 (40–70) ms |  |  | ≤ 50 | missed |');
});
