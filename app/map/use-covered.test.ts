import { expect, test } from 'vitest';
import { roomIn } from './use-covered';

const phone = { left: 0, top: 0, right: 390, bottom: 760 };
const card = { left: 12, top: 12, right: 378, bottom: 84 };
const sheet = { left: 0, top: 400, right: 390, bottom: 760 };
const choice = { left: 12, top: 348, right: 156, bottom: 392 };
const controls = { left: 334, top: 216, right: 378, bottom: 392 };

test('a map shows its campus between what lies over it', () => {
  expect(roomIn(phone, [])).toEqual({ left: 12, top: 12, right: 378, bottom: 748 });
  expect(roomIn(phone, [card, sheet])).toEqual({ left: 12, top: 96, right: 378, bottom: 388 });
});

test('what stands above the sheet takes a line of the map and not its left half', () => {
  expect(roomIn(phone, [choice, controls, card, sheet])).toEqual({
    left: 12,
    top: 96,
    right: 322,
    bottom: 336,
  });
});

test('what covers nearly all of the map takes no room, since none would be left', () => {
  const settings = { left: 12, top: 12, right: 378, bottom: 740 };
  expect(roomIn(phone, [settings])).toEqual({ left: 12, top: 12, right: 378, bottom: 748 });
});
