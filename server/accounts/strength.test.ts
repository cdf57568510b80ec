import { expect, test } from 'vitest';
import { assertStrong } from './strength';

const about = ['rita.costa', 'Rita Costa', 'rita@example.edu'];
const judge = (password: string) => assertStrong({ password, about }, 'password');

test.each(['três gatos azuis no telhado', 'k7#pQz!9Lm', 'Ronaldo#7portugal', 'correct horse battery staple'])(
  '[A24] takes %s',
  async (password) => {
    await expect(judge(password)).resolves.toBeUndefined();
  },
);

test.each([
  ['short', 'aZ9#kq'],
  ['short in characters, if not in bytes', '😀😀😀'],
  ['short, if not with accents that stand apart', 'aZ9#kçé'.normalize('NFD')],
  ['common', 'password123'],
  ['common in Portuguese', 'amorzinho123'],
  ['written in figures', 'P4ssw0rd!!'],
  ['a date', '25.04.1974'],
  ['one key', 'aaaaaaaaaaaaaaaa'],
  ['the owner’s name', 'ritacosta1'],
  ['the name of the thing', 'quadquad1'],
])('[A24] refuses one that is %s', async (_, password) => {
  await expect(judge(password)).rejects.toMatchObject({ code: 'weak_password', field: 'password' });
});

test('judges many that come at once, and costly ones', async () => {
  const costly = 'a1b2c3d4e5f6'.repeat(15);
  await Promise.all([judge('k7#pQz!9Lm'), judge(costly).catch(() => {}), judge('k7#pQz!9Lm')]);
});
