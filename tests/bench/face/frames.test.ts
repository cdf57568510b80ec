import { expect, test } from 'vitest';
import { busyPerFrame } from './frames';

const thread = { pid: 1, tid: 2 };
const frame = (ms: number) => ({ ...thread, name: 'FireAnimationFrame', ph: 'X', ts: ms * 1_000, dur: 10 });
const task = (ms: number, dur: number, of = thread) => ({
  ...of,
  name: 'RunTask',
  ph: 'X',
  ts: ms * 1_000,
  dur: dur * 1_000,
});

test('the busy time of a frame is that of the tasks until the next one, without those of other threads', () => {
  const events = [
    frame(10),
    frame(10.5),
    frame(30),
    frame(50),
    task(12, 5),
    task(28, 4),
    task(33, 1),
    task(12, 9, { pid: 1, tid: 3 }),
    task(60, 3),
  ];
  expect(busyPerFrame(events)).toEqual([7, 3]);
});
