import { expect, test } from 'vitest';
import { assertStrong } from './strength';

const about = ['rita.costa', 'Rita Costa', 'rita@example.edu'];
const judge = (password: string) => assertStrong({ password, about }, 'password');

test.each(['três gatos azuis no telhado', 'k7#pQz!9Lm', 'Ronaldo#7portugal', 'correct horse battery staple'])(
  '[A24] accepts %s',
  async (password) => {
    await expect(judge(password)).resolves.toBeUndefined();
  },
);

test.each([
  ['short', 'aZ9#kq'],
  ['short in characters, though not in bytes', '😀😀😀'],
  ['short once its accents are composed', 'aZ9#kçé'.normalize('NFD')],
  ['common', 'password123'],
  ['common in Portuguese', 'amorzinho123'],
  ['written with digits for letters', 'P4ssw0rd!!'],
  ['a date', '25.04.1974'],
  ['one repeated character', 'aaaaaaaaaaaaaaaa'],
  ['the owner’s name', 'ritacosta1'],
  ['the name of the application', 'quadquad1'],
])('[A24] refuses a password that is %s', async (_, password) => {
  await expect(judge(password)).rejects.toMatchObject({ code: 'weak_password', field: 'password' });
});

test('judges many concurrent passwords, and costly ones', async () => {
  const costly = 'a1b2c3d4e5f6'.repeat(15);
  await Promise.all([judge('k7#pQz!9Lm'), judge(costly).catch(() => {}), judge('k7#pQz!9Lm')]);
});
