import { z } from 'zod';
import {
  ALERT_ANSWERS,
  ALERT_CHANNELS,
  ALERT_KINDS,
  ALERT_REACHES,
  ALERT_REASONS,
  ALERT_ROLES,
  ALERT_TYPES,
  CAP_CATEGORIES,
  CAP_CERTAINTIES,
  CAP_RESPONSES,
  CAP_SEVERITIES,
  CAP_URGENCIES,
  VARIABLE_TYPES,
} from './alert-kinds';
import { wireCapMessage } from './cap';
import { clientMessageId, identifier, note, uuid } from './fields';
import { wireBuildingName, wireNamed } from './messages';

const instant = z.iso.datetime();

const alertKind = z.enum(ALERT_KINDS).meta({ id: 'AlertKind' });
export const alertReason = z.enum(ALERT_REASONS).meta({
  id: 'AlertReason',
  description: 'Why the person is told. `unknown`: it is not known where they are, so the page asks.',
});
export const alertAnswer = z.enum(ALERT_ANSWERS).meta({ id: 'AlertAnswer' });
export const alertRole = z.enum(ALERT_ROLES).meta({ id: 'AlertRole' });

/** Line ends, controls, and characters that change the direction of a text or show nothing. */
const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** Returns a text without the characters that a text of an alert must not have, as the joiners of emoji in a name. */
export const withoutHidden = (text: string) => text.replace(HIDDEN, '');

/** A part of the text of an alert: one line of a template, or what became of it. */
const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => text.trim() === text, 'must not begin or end with a blank')
    .refine((text) => withoutHidden(text) === text, 'must be one line without invisible characters');

const alertText = z
  .strictObject({
    headline: line(160),
    source: line(200),
    hazard: line(400),
    impact: line(400),
    where: line(1000),
    action: line(600),
    time: line(200),
  })
  .meta({ id: 'AlertText', description: 'A headline and the six elements of a warning.' });
export type AlertText = z.infer<typeof alertText>;

export const alertTexts = z.strictObject({ pt: alertText, en: alertText }).meta({ id: 'AlertTexts' });
export type AlertTexts = z.infer<typeof alertTexts>;

const cap = {
  category: z.enum(CAP_CATEGORIES),
  event: line(120).describe('The kind of event, in one line, as CAP 1.2 has it.'),
  response: z.enum(CAP_RESPONSES),
  urgency: z.enum(CAP_URGENCIES),
  severity: z.enum(CAP_SEVERITIES),
  certainty: z.enum(CAP_CERTAINTIES),
};

const variableName = z.string().regex(/^[a-z][a-zA-Z]{0,19}$/, 'must be 1 to 20 letters');

/** What a template says. A text names variables as `{name}`; `{place}` is the area of the alert. */
export const templateContent = z
  .strictObject({
    ...cap,
    lifeSafety: z.boolean().describe('A sole operator may send it alone.'),
    ends: z.boolean().describe('It is an all-clear: it ends an alert, and begins none.'),
    variables: z.array(z.strictObject({ name: variableName, type: z.enum(VARIABLE_TYPES) })).max(10),
    texts: alertTexts,
  })
  .meta({ id: 'AlertTemplateContent' });
export type TemplateContent = z.infer<typeof templateContent>;

export const templateName = z
  .string()
  .regex(/^[a-z][a-z-]{1,39}$/, 'must be 2 to 40 lower-case letters or "-"');

export const wireTemplate = z
  .strictObject({
    name: templateName,
    version: z.number().int().min(0).describe('0 for a template that comes with Quad.'),
    approved: z.boolean(),
    hash: z.string().describe('What an approver approves.'),
    by: wireNamed.nullable().describe('Who wrote this version.'),
    content: templateContent,
  })
  .meta({ id: 'AlertTemplate' });
export type WireTemplate = z.infer<typeof wireTemplate>;

/** The place of an alert: buildings, or a whole campus. */
const alertArea = z
  .strictObject({
    campus: identifier.nullable().default(null),
    buildings: z.array(identifier).max(500).default([]),
  })
  .refine(
    ({ campus, buildings }) => (campus === null) !== (buildings.length === 0),
    'must be a campus or buildings',
  )
  .meta({ id: 'AlertArea', description: 'A whole campus, or buildings.' });
export type AlertArea = z.infer<typeof alertArea>;

export const wireArea = z
  .strictObject({
    campus: z.strictObject({ id: z.string(), name: z.string() }).meta({ id: 'CampusName' }).nullable(),
    buildings: z.array(wireBuildingName),
  })
  .meta({ id: 'WireAlertArea' });
export type WireArea = z.infer<typeof wireArea>;

/** What an officer chooses; the server makes the texts from the template. */
export const alertChoice = {
  template: templateName,
  values: z
    .record(variableName, z.string().max(64))
    .refine((values) => Object.keys(values).length <= 10, 'must have at most 10 values')
    .meta({ maxProperties: 10 })
    .default({})
    .describe('The values of the template’s variables. Of a building its id, of a time `hh:mm`.'),
  area: alertArea,
  nextUpdateMinutes: z.number().int().min(5).max(120).default(15),
  expiresMinutes: z.number().int().min(15).max(1440).default(240),
};

/** What an officer confirms: `hash` is that of what they saw, `word` the word of the kind of alert. */
export const confirmation = z.strictObject({
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  word: z.string().max(20),
});

export const draftKey = clientMessageId.describe(
  'Chosen by the client: a repetition with the same key is the same draft.',
);

export const wireAlert = z
  .strictObject({
    id: z.uuid(),
    kind: alertKind,
    revision: z.number().int().min(1).describe('Of two revisions, the greater is newer. Show nothing older.'),
    type: z.enum(ALERT_TYPES),
    active: z.boolean().describe('False for good once the alert has ended.'),
    ...cap,
    texts: alertTexts,
    area: wireArea,
    issued: instant.describe('When the first revision was issued.'),
    at: instant.describe('When this revision was issued.'),
    nextUpdate: instant.nullable(),
    expires: instant,
  })
  .meta({ id: 'Alert', description: 'A revision of an alert, complete: it replaces every earlier one.' });
export type WireAlert = z.infer<typeof wireAlert>;

/** An alert as one person has it. */
export const wireOwnAlert = z
  .strictObject({ alert: wireAlert, reason: alertReason, answer: alertAnswer.nullable() })
  .meta({ id: 'OwnAlert' });
export type WireOwnAlert = z.infer<typeof wireOwnAlert>;

export const alertReceipt = z.strictObject({
  alert: uuid,
  revision: z.number().int().min(1).max(100_000),
  state: z.enum(['received', 'displayed']),
});

const count = z.number().int().min(0);
export const wireReached = z
  .strictObject({
    targeted: count.describe('Everyone who is told: the sum of the others.'),
    answered: count,
    displayed: count,
    received: count,
    handed: count,
    failed: count,
    unreached: count.describe('No channel has taken it.'),
  })
  .meta({ id: 'AlertNumbers', description: 'Each person counts once, where they have come furthest.' });
export type WireReached = z.infer<typeof wireReached>;

export const wirePreview = z
  .strictObject({ texts: alertTexts, audience: z.partialRecord(alertReason, count) })
  .meta({
    id: 'AlertPreview',
    description:
      'What would be shown, and to how many people for which reason: rounded down to a multiple of five, without the reasons of fewer than five people.',
  });
export type WirePreview = z.infer<typeof wirePreview>;

export const wireDraft = z
  .strictObject({
    id: z.uuid(),
    kind: alertKind,
    type: z.enum(['alert', 'update', 'correction', 'all_clear']),
    alert: z.uuid().nullable().describe('The alert that it changes, or that it became.'),
    base: z
      .number()
      .int()
      .min(0)
      .describe('The revision of the alert that the drafter saw; 0 for a new alert.'),
    state: z.enum(['draft', 'submitted', 'issued', 'discarded']),
    hash: z.string(),
    template: z.strictObject({ name: z.string(), version: z.number().int() }).meta({ id: 'TemplateVersion' }),
    texts: alertTexts,
    area: wireArea,
    severity: cap.severity,
    group: z.array(z.string()).describe('The usernames of an exercise’s group.'),
    people: z.array(wireNamed).describe('The same people with their names, without who was erased since.'),
    nextUpdateMinutes: z.number().int(),
    expiresMinutes: z.number().int(),
    by: wireNamed.nullable(),
    at: instant,
    submitted: instant.nullable(),
    approvableUntil: instant.nullable().describe('After it the draft must be submitted again.'),
  })
  .meta({ id: 'AlertDraft' });
export type WireAlertDraft = z.infer<typeof wireDraft>;

export const wireIssued = z
  .strictObject({ alert: wireAlert, numbers: wireReached })
  .meta({ id: 'IssuedAlert' });
export type WireIssued = z.infer<typeof wireIssued>;

export const wireGrant = z
  .strictObject({
    id: z.uuid(),
    user: wireNamed,
    role: alertRole,
    campus: z.string().nullable(),
    building: z.string().nullable(),
    by: wireNamed.nullable(),
    at: instant,
  })
  .meta({ id: 'AlertGrant', description: 'A right for a campus, for a building, or (neither) everywhere.' });
export type WireGrant = z.infer<typeof wireGrant>;

export const wireIncident = z
  .strictObject({
    id: z.uuid(),
    at: instant,
    by: wireNamed.nullable(),
    building: wireBuildingName.nullable(),
    text: z.string(),
  })
  .meta({ id: 'IncidentReport' });
export type WireIncident = z.infer<typeof wireIncident>;

export const wireConsole = z
  .strictObject({
    grants: z.array(wireGrant).describe('The rights of the caller.'),
    drafts: z.array(wireDraft).describe('Neither issued nor discarded, the newest first.'),
    alerts: z
      .array(
        z
          .strictObject({
            alert: wireAlert,
            numbers: wireReached,
            overdue: z.boolean().describe('The next update is due.'),
            reviewDue: instant.nullable().describe('Until when somebody else reviews what was issued alone.'),
          })
          .meta({ id: 'ConsoleAlert' }),
      )
      .describe('Active ones, and those of the last day.'),
    capMessages: z
      .array(wireCapMessage)
      .describe('Messages of other authorities that are in force, the newest first.'),
    incidents: z.array(wireIncident).describe('The reports of the last day, the newest first.'),
  })
  .meta({ id: 'AlertConsole' });
export type WireConsole = z.infer<typeof wireConsole>;

export const wireAlertRecord = z
  .strictObject({
    alert: wireAlert,
    numbers: wireReached,
    audience: z.partialRecord(alertReason, count),
    answers: z.partialRecord(alertAnswer, count),
    channels: z.partialRecord(z.enum(ALERT_CHANNELS), z.partialRecord(z.enum(ALERT_REACHES), count)),
    revisions: z.array(
      z
        .strictObject({
          revision: z.number().int(),
          type: z.enum(ALERT_TYPES),
          at: instant,
          texts: alertTexts,
          hash: z.string(),
          draftedBy: wireNamed.nullable(),
          approvedBy: wireNamed.nullable(),
        })
        .meta({ id: 'AlertRevision' }),
    ),
  })
  .meta({ id: 'AlertRecord', description: 'What happened with an alert, for officers and auditors.' });
export type WireAlertRecord = z.infer<typeof wireAlertRecord>;

export const wireRollCall = z
  .strictObject({
    numbers: wireReached,
    people: z.array(
      z
        .strictObject({
          ...wireNamed.shape,
          reason: alertReason,
          building: wireBuildingName.nullable(),
          reach: z.enum(ALERT_REACHES),
          answer: alertAnswer.nullable(),
          answeredBy: wireNamed.nullable().describe('The warden who answered for the person.'),
          place: z.string().nullable().describe('Where they need help, as they wrote it.'),
          at: instant.nullable(),
        })
        .meta({ id: 'RollCallPerson' }),
    ),
  })
  .meta({ id: 'RollCall' });
export type WireRollCall = z.infer<typeof wireRollCall>;

export const wireLookup = z
  .strictObject({
    alert: z.uuid(),
    kind: alertKind,
    at: instant,
    what: z.enum(['left', 'roll_call']).describe('`left`: that the user had left a building shortly before.'),
    building: wireBuildingName.nullable(),
    by: wireNamed.nullable().describe('Null for the node that issued the alert.'),
  })
  .meta({ id: 'AlertLookup', description: 'That an alert made somebody look up where the user is or was.' });
export type WireLookup = z.infer<typeof wireLookup>;

/** Where a person needs help, in their own words. */
export const helpPlace = note.describe('The exact place, in the person’s own words.');
