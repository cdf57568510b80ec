import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayName as nameOnTheWire } from '@/protocol/fields';
import { samplePeople } from '@/server/dev-fenix/people';
import { FenixError, PHOTO_LIMIT_BYTES, parseFenixPerson } from './fenix-person';

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('rest')]);
const photo = (type: string, data: Buffer | string) => ({
  type,
  data: typeof data === 'string' ? data : data.toString('base64'),
});
const nameOf = (person: object) => parseFenixPerson({ username: 'ist112345', ...person }).name;
const photoOf = (photoInput: unknown) => parseFenixPerson({ username: 'ist112345', photo: photoInput }).photo;

describe('the person', () => {
  it('keeps only username, name and photo of a complete answer', () => {
    const [administrator] = samplePeople();
    const person = parseFenixPerson(administrator);
    expect(Object.keys(person).sort()).toEqual(['name', 'photo', 'username']);
    expect(person).toMatchObject({ username: 'ist1000001', name: 'Administrator (sample)' });
    expect(person.photo?.type).toBe('image/png');
  });

  it('needs only a username', () => {
    expect(parseFenixPerson({ username: 'ist112345' })).toEqual({
      username: 'ist112345',
      name: 'ist112345',
      photo: null,
    });
  });

  it.each([
    undefined,
    null,
    12,
    'ist1',
    [],
    {},
    { username: null },
    { username: '' },
    { username: 'a b' },
    { username: 'ist1\n' },
    { username: '../ist1' },
    { username: '..' },
    { username: '__proto__' },
    { username: 'x'.repeat(65) },
    { username: ['ist1'] },
  ])('refuses %j as malformed', (json) => {
    expect(() => parseFenixPerson(json)).toThrow(expect.objectContaining({ code: 'fenix_malformed' }));
  });

  it('throws only its own error for any JSON', () => {
    const personLike = fc.record(
      {
        username: fc.oneof(fc.constant('ist112345'), fc.jsonValue()),
        displayName: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()),
        name: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()),
        photo: fc.oneof(
          fc.record({ type: fc.constantFrom('image/png', 'image/svg+xml'), data: fc.base64String() }),
          fc.jsonValue(),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(personLike, fc.jsonValue()), (json) => {
        try {
          const person = parseFenixPerson(json);
          expect(nameOnTheWire.safeParse(person.name)).toMatchObject({ success: true, data: person.name });
        } catch (error) {
          expect(error).toBeInstanceOf(FenixError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the name', () => {
  it('is the display name, else the name, else the username', () => {
    expect(nameOf({ displayName: 'Shown', name: 'Whole' })).toBe('Shown');
    expect(nameOf({ displayName: ' \u200b ', name: 'Whole' })).toBe('Whole');
    expect(nameOf({ displayName: null, name: 7 })).toBe('ist112345');
  });

  it('loses invisible and direction-changing characters', () => {
    expect(nameOf({ name: 'A\u202enna\u200b\ud800 \0\r\n\tB\u00ad\u3164' })).toBe('Anna B');
    expect(nameOf({ name: 'João\u2028da Conceição' })).toBe('João da Conceição');
  });

  it('is cut at 120 characters without half a character at its end', () => {
    expect(nameOf({ name: 'x'.repeat(5000) })).toHaveLength(120);
    expect(nameOf({ name: `${'x'.repeat(119)}😀` })).toBe('x'.repeat(119));
    expect(nameOf({ name: `${'x'.repeat(117)}👩‍🚀` })).toBe(`${'x'.repeat(117)}👩`);
    expect(nameOf({ name: 'Ana 👩‍🚀' })).toBe('Ana 👩‍🚀');
  });
});

describe('the photo', () => {
  it('is decoded when its data match its type', () => {
    expect(photoOf(photo('image/png', PNG))).toEqual({ type: 'image/png', data: PNG });
    const lines = PNG.toString('base64').replace(/(.{8})/g, '$1\r\n');
    expect(photoOf(photo('image/png', lines))?.data).toEqual(PNG);
  });

  it.each([
    ['no object', 'data:image/png;base64,AAAA'],
    ['another type', photo('image/svg+xml', '<svg onload=alert(1)>')],
    ['HTML that says it is a PNG', photo('image/png', Buffer.from('<script>alert(1)</script>'))],
    ['a PNG that says it is a JPEG', photo('image/jpeg', PNG)],
    ['bad base64', photo('image/png', `${PNG.toString('base64')}*`)],
    ['nothing', photo('image/png', '')],
    ['too many bytes', photo('image/png', Buffer.concat([PNG, Buffer.alloc(PHOTO_LIMIT_BYTES)]))],
  ])('is dropped when it is %s; the person stays', (_, photoInput) => {
    expect(photoOf(photoInput)).toBeNull();
  });
});
