import { z } from 'zod';
import {
  ALERT_KINDS,
  CAP_CATEGORIES,
  CAP_CERTAINTIES,
  CAP_RESPONSES,
  CAP_SEVERITIES,
  CAP_URGENCIES,
} from './alert-kinds';
import { wireBuildingName } from './messages';

/** The largest message of CAP that is taken, in bytes. */
export const MAX_CAP_BYTES = 256_000;

/** The identifier of a message of CAP. */
export const capIdentifier = z.string().min(1).max(100);

export const wireTakenMessage = z
  .strictObject({
    id: z.uuid().describe('Of the message among those that officers see.'),
  })
  .meta({ id: 'TakenCapMessage' });
export type WireTakenMessage = z.infer<typeof wireTakenMessage>;

const instant = z.iso.datetime();
const text = z.string().nullable();

/** A message of another authority, for officers. Its texts are as that authority wrote them. */
export const wireCapMessage = z
  .strictObject({
    id: z.uuid(),
    source: z.string().describe('The name of the source in the settings.'),
    sender: z.string(),
    received: instant,
    sent: instant,
    expires: instant,
    kind: z.enum(ALERT_KINDS).describe('`exercise` and `test` must never become a live alert.'),
    type: z.enum(['alert', 'update', 'cancel']),
    about: z.array(z.uuid()).describe('The imported messages that it changes.'),
    event: text,
    category: z.enum(CAP_CATEGORIES).nullable(),
    response: z.enum(CAP_RESPONSES).nullable(),
    urgency: z.enum(CAP_URGENCIES).nullable(),
    severity: z.enum(CAP_SEVERITIES).nullable(),
    certainty: z.enum(CAP_CERTAINTIES).nullable(),
    texts: z
      .array(
        z
          .strictObject({ language: z.string(), headline: text, description: text, instruction: text })
          .meta({ id: 'CapText' }),
      )
      .describe(
        'What it says, in each of its languages. Empty for a cancellation that only names what it cancels.',
      ),
    areaDesc: z.string(),
    campus: z.strictObject({ id: z.string(), name: z.string() }).meta({ id: 'CapCampus' }).nullable(),
    buildings: z.array(wireBuildingName).describe('The buildings in its area; empty: the whole campus.'),
    signature: z
      .enum(['none', 'valid', 'unchecked'])
      .describe('`unchecked`: the key of the sender is not known.'),
  })
  .meta({ id: 'CapMessage', description: 'A message of another authority by the Common Alerting Protocol.' });
export type WireCapMessage = z.infer<typeof wireCapMessage>;

/** A source of warnings, for administrators. */
export const wireCapSource = z
  .strictObject({
    name: z.string(),
    senders: z.array(z.string()),
    campus: text.describe('The id of the campus whose officers see its messages; null for all.'),
    feed: text.describe('The URL of its feed, without the query.'),
    user: text.describe('The user who may post its messages.'),
    signed: z.boolean().describe('What its key has not signed is refused.'),
    geocodes: z.number().int().describe('How many geocodes are mapped to buildings.'),
    read: instant.nullable().describe('When its feed last answered.'),
    refusals: z
      .array(
        z
          .strictObject({
            at: instant,
            url: text.describe('Of the feed or of its entry; null for a message that was posted.'),
            code: z.string(),
            path: z.string().describe('The element, as `/alert/info[2]/area[1]`.'),
            reason: z.string(),
          })
          .meta({ id: 'CapRefusal' }),
      )
      .describe('The newest first, at most 50.'),
  })
  .meta({ id: 'CapSource' });
export type WireCapSource = z.infer<typeof wireCapSource>;
