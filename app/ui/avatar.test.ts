import { expect, test } from 'vitest';
import { initials } from './avatar';

test('[U5] initials use the number at the end of a name, and ignore text in brackets', () => {
  for (const [name, letters] of [
    ['Visitor One (guest)', 'VO'],
    ['Sample person 1', 'S1'],
    ['Sample person 10', 'S10'],
    ['Administrator (sample)', 'A'],
    ['Maria do Carmo', 'MC'],
    ['Ana-Rita Évora', 'AÉ'],
    ['ist1100002', 'I002'],
    ['42', '42'],
    ['李 小龙', '李小'],
    ['(guest)', 'G'],
    ['🦊', ''],
  ])
    expect(initials(name as string)).toBe(letters);
});
