import { expect, test } from 'vitest';
import { fitted, prepareFile } from './prepare';

test('[U13] a photo is at most 1,600 pixels long, and never enlarged', () => {
  expect(fitted({ width: 4_000, height: 3_000 })).toEqual({ width: 1_600, height: 1_200 });
  expect(fitted({ width: 40, height: 30 })).toEqual({ width: 40, height: 30 });
  expect(fitted({ width: 65_535, height: 1 })).toEqual({ width: 1_600, height: 1 });
});

test.each([
  ['empty.txt', '', 'text/plain', 'empty'],
  ['drawing.svg', '<svg/>', 'image/svg+xml', 'unsupported'],
  ['film.MOV', 'film', '', 'unsupported'],
  ['long.txt', 'longer than ten', 'text/plain', 'tooLarge'],
  // Nothing here can read an image.
  ['photo.HEIC', 'photo', '', 'heic'],
  ['photo.jpg', 'no photo', 'image/jpeg', 'unsupported'],
])('%s is not taken', async (name, content, type, problem) => {
  expect(await prepareFile(new File([content], name, { type }), 10)).toBe(problem);
});

test('any other file is sent as it is', async () => {
  const file = new File(['notes'], 'notes.pdf', { type: 'application/pdf' });
  expect(await prepareFile(file, 10)).toEqual({ file, name: 'notes.pdf' });
});
