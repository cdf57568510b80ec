import { z } from 'zod';
import { ALERT_REACHES } from './alert-kinds';
import { alertReason, wireAlertRecord, wireArea, wireReached } from './alerts';
import { note } from './fields';
import { wireBuildingName, wireNamed } from './messages';

const instant = z.iso.datetime();
const count = z.number().int().min(0);
const milliseconds = count.nullable();

/**
 * What an officer records of an exercise or a test: what a yearly record of tests documents (34 CFR 668.46(g)(6)), and what
 * makes it a test by 668.46(a): that it assesses plans and is followed through.
 */
export const exerciseNotes = {
  description: note.describe('What was exercised.'),
  announced: z.boolean().describe('Whether people knew of it before.'),
  followUp: note.optional().describe('What it showed of plans and capabilities, and what follows.'),
  publicised: z.boolean().describe('Whether the emergency procedures were publicised with it.'),
};

const wireExerciseNotes = z
  .strictObject({ ...exerciseNotes, at: instant, by: wireNamed.nullable() })
  .meta({ id: 'ExerciseNotes' });

const alertSegment = z
  .strictObject({
    reason: alertReason,
    building: wireBuildingName.nullable(),
    people: count,
    displayed: count.describe('Whose device has shown a revision.'),
    answered: count,
    unreached: count.describe('No channel has taken a revision for them.'),
  })
  .meta({ id: 'AlertSegment', description: 'The people of one reason in one building.' });

export const alertTimes = z
  .strictObject({
    revision: z.number().int(),
    handed: milliseconds.describe('Until a channel took it for the first person.'),
    half: milliseconds.describe('Until it was displayed to half of those to whom it was displayed.'),
    most: milliseconds.describe('To 95 in 100.'),
    last: milliseconds.describe('To the last one.'),
    people: count.describe('To how many people it was displayed.'),
  })
  .meta({
    id: 'AlertTimes',
    description: 'How long after it was issued a revision was displayed, in milliseconds.',
  });

const wireDecision = z
  .strictObject({
    revision: z.number().int(),
    drafted: instant.nullable(),
    submitted: instant.nullable(),
    issued: instant,
  })
  .meta({ id: 'AlertDecision', description: 'When a revision was drafted, submitted and issued.' });

export const wireAlertReport = z
  .strictObject({
    ...wireAlertRecord.shape,
    ended: instant.nullable(),
    decisions: z.array(wireDecision),
    times: z.array(alertTimes),
    segments: z.array(alertSegment),
    notSeen: z
      .partialRecord(z.enum(ALERT_REACHES), count)
      .describe(
        'People to whom no revision was displayed and who did not answer, by how far it came: `targeted` had no device that a channel reaches, of `failed` every device refused it, with `handed` and `received` nobody looked.',
      ),
    rollCalls: z.array(
      z.strictObject({ at: instant, by: wireNamed.nullable() }).meta({ id: 'RollCallTime' }),
    ),
    exercise: wireExerciseNotes.nullable(),
  })
  .meta({
    id: 'AlertReport',
    description: 'Everything about an alert or an exercise, without names of people who were told.',
  });
export type WireAlertReport = z.infer<typeof wireAlertReport>;

export const wireExercise = z
  .strictObject({
    id: z.uuid(),
    kind: z.enum(['exercise', 'test']),
    headline: z.string().describe('In English.'),
    area: wireArea,
    issued: instant,
    ended: instant.nullable(),
    numbers: wireReached,
    notes: wireExerciseNotes.nullable(),
  })
  .meta({ id: 'ExerciseRecord', description: 'An exercise or a test, as the yearly record has it.' });
export type WireExercise = z.infer<typeof wireExercise>;
