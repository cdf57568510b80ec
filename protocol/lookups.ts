import { z } from 'zod';
import { wireNamed, wirePerson } from './messages';

export const wireOwnLookup = z
  .strictObject({
    at: z.iso.datetime(),
    what: z
      .enum(['online', 'activity', 'record', 'sign_ins'])
      .describe(
        'What the administrator saw: that the user is online, and in which building; the activity log; reports, suspensions and warnings; where the user is signed in.',
      ),
    by: wireNamed.nullable().describe('The administrator; null once erased.'),
  })
  .meta({ id: 'Lookup', description: 'That an administrator looked the user up.' });
export type WireOwnLookup = z.infer<typeof wireOwnLookup>;

export const wireVisibility = z
  .strictObject({
    views: z.array(
      z.strictObject({
        as: wirePerson,
        people: z
          .number()
          .int()
          .min(5)
          .nullable()
          .describe('How many people see it; null for fewer than five.'),
      }),
    ),
  })
  .meta({
    id: 'Visibility',
    description: 'How the people who see the user now see the user: exactly what each of them is sent.',
  });
export type WireVisibility = z.infer<typeof wireVisibility>;
