import { expect, test } from 'vitest';
import { chosenFilesOf } from './chosen-files';

const storage = () => ({ write: async () => {} });
const file = (key: string) => ({ key, name: 'photo', bytes: 1 });

test('files that are being made ready follow their message to another audience', () => {
  const chosen = chosenFilesOf(storage());
  chosen.change('nearby', (before) => ({ ...before, files: [file('a')] }));
  const end = chosen.prepare('nearby', 2);
  chosen.move('nearby', 'building');
  expect([chosen.of('nearby').preparing, chosen.of('building').preparing]).toEqual([0, 2]);
  end(({ files }) => ({ files: [...files, file('b')] }));
  chosen.move('building', 'nearby');
  end(({ files }) => ({ files: [...files, file('c')] }));
  expect(chosen.of('nearby').files.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  expect(chosen.of('nearby').preparing).toBe(0);
  expect(chosen.of('building')).toMatchObject({ files: [], preparing: 0 });
});
