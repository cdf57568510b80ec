import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isQuadError } from '@/protocol/errors';
import { clientEvents } from '@/protocol/events';
import { parse } from './parse';

const schema = z.strictObject({
  name: z.string().max(5, 'must be at most 5 characters'),
  place: z.strictObject({ latitude: z.number('must be a number') }).optional(),
});

function refusal(input: unknown, by: z.ZodType = schema) {
  try {
    parse(by, input);
  } catch (error) {
    if (isQuadError(error)) return { code: error.code, message: error.message, field: error.field };
    throw error;
  }
  return null;
}

describe('parse', () => {
  it('returns the output of the schema', () => {
    expect(parse(schema, { name: 'Ana' })).toEqual({ name: 'Ana' });
  });

  it('names the path of the first wrong field', () => {
    expect(refusal({ name: 'too long' })).toEqual({
      code: 'bad_request',
      field: 'name',
      message: 'name: must be at most 5 characters',
    });
    expect(refusal({ name: 'Ana', place: { latitude: 'x' } })).toMatchObject({ field: 'place.latitude' });
  });

  it('refuses and names an unknown field', () => {
    expect(refusal({ name: 'Ana', admin: true })).toEqual({
      code: 'bad_request',
      field: 'admin',
      message: 'admin: is not a known field',
    });
    expect(refusal({ name: 'Ana', place: { latitude: 1, x: 1 } })).toMatchObject({ field: 'place.x' });
  });

  it.each([[null], [undefined], ['text'], [[]], [1], [true]])(
    'refuses %j for an object, naming no field',
    (input) => {
      expect(refusal(input)).toMatchObject({ code: 'bad_request', field: undefined });
    },
  );

  it('reports the issue of the alternative that matched furthest', () => {
    const event = clientEvents.send_message.payload;
    const message = { clientId: 'abcdefgh', text: 'hi' };
    expect(refusal({ ...message, address: { to: 'people', users: ['bad name'] } }, event)).toMatchObject({
      field: 'address.users.0',
    });
    expect(refusal({ ...message, address: { to: 'nowhere' } }, event)).toMatchObject({ field: 'address.to' });
    const either = z.union([z.strictObject({ a: z.strictObject({ b: z.number() }) }), z.string()]);
    expect(refusal({ a: { b: 'x' } }, either)).toMatchObject({ field: 'a.b' });
  });

  it('repeats no control characters and no long names', () => {
    const name = `\u001b[31m${'é'.repeat(500)}\u202e`;
    const { field, message } = refusal({ name: 'Ana', [name]: 1 }) ?? {};
    expect(field).toMatch(/^[\x20-\x7e]{80}$/);
    expect(message).toMatch(/^[\x20-\x7e]+$/);
  });

  it('throws only bad_request, and never quotes the value', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(clientEvents)), fc.anything(), ({ payload }, input) => {
        const refused = refusal(input, payload);
        if (refused) expect(refused.code).toBe('bad_request');
      }),
    );
    expect(
      refusal({ id: 'ana', token: 'secret with spaces' }, clientEvents.new_client.payload)?.message,
    ).not.toContain('secret');
  });
});
