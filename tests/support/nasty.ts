import fc from 'fast-check';

/** Texts that a client may send in place of any value, and that no field's schema expects. */
const texts = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'x\udfffy',
  '\u202egnp.exe',
  '\u200b',
  '\u001b[2J',
  "'; DROP TABLE users; --",
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '%00',
  '__proto__',
  'constructor',
  'NaN',
  'Infinity',
  '-Infinity',
  '1e999',
  '0x10',
  'ist9999999',
  '00000000-0000-4000-8000-000000000000',
];

const numbers = [0, -1, 0.5, -0, 90.0001, 181, 1e21, -1e308, Number.MAX_SAFE_INTEGER + 2, 2 ** 31];

/** Any JSON value. */
export const nastyValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...texts),
  fc.constantFrom<unknown>(...numbers),
  fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], { length: -1 }, { toString: 1 }),
  // Values of the right shape with wrong content.
  fc.constantFrom<unknown>(
    '12.5',
    ' 7 ',
    'ist9999999',
    'ist1100002\nist9999999',
    ['ist1100002', 'ist1100002'],
    ['ist9999999'],
    { to: 'range' },
    { to: 'building' },
    { to: 'people', users: [] },
    { to: 'people', users: ['ist9999999'] },
    { to: '__proto__' },
    { '00000000-0000-4000-8000-000000000000': 5 },
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constant('x'.repeat(4_001)),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.array(fc.constantFrom<unknown>('ist1100002', '', 5, null), { maxLength: 4 }),
  fc.jsonValue({ maxDepth: 3 }),
);

export const nastyText = fc.oneof(fc.constantFrom(...texts), fc.string({ unit: 'binary', maxLength: 40 }));

/** Field names that are not in the schema. */
const strayName = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'ID',
    'administrator',
    '',
    '\0',
  ),
  fc.string({ maxLength: 12 }),
);

export type Change =
  | { kind: 'none' }
  | { kind: 'drop'; at: number }
  | { kind: 'put'; at: number; value: unknown }
  | { kind: 'add'; name: string; value: unknown };

/** One change of each kind. */
export const changeOf = {
  none: fc.constant<Change>({ kind: 'none' }),
  drop: fc.record({ kind: fc.constant('drop' as const), at: fc.nat(7) }),
  put: fc.record({ kind: fc.constant('put' as const), at: fc.nat(7), value: nastyValue }),
  add: fc.record({ kind: fc.constant('add' as const), name: strayName, value: nastyValue }),
};

/** One to three changes, because fields are seldom wrong alone; sometimes none. */
export const changes: fc.Arbitrary<Change[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: changeOf.none },
    { weight: 2, arbitrary: changeOf.drop },
    { weight: 6, arbitrary: changeOf.put },
    { weight: 2, arbitrary: changeOf.add },
  ),
  { minLength: 1, maxLength: 3 },
);

/** Returns a copy of the object with its fields changed. Changes own properties only, `__proto__` included. */
export function changed(valid: Record<string, unknown>, wrongs: Change[]): Record<string, unknown> {
  const entries = new Map(Object.entries(valid));
  for (const wrong of wrongs) {
    const names = [...entries.keys()];
    if (wrong.kind === 'add') entries.set(wrong.name, wrong.value);
    if (wrong.kind !== 'drop' && wrong.kind !== 'put') continue;
    const name = names[wrong.at % Math.max(names.length, 1)];
    if (name === undefined) continue;
    if (wrong.kind === 'drop') entries.delete(name);
    else entries.set(name, wrong.value);
  }
  const object: Record<string, unknown> = {};
  for (const [name, value] of entries) {
    Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return object;
}
