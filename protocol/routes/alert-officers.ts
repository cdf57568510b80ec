import { z } from 'zod';
import {
  alertAnswer,
  alertChoice,
  confirmation,
  draftKey,
  templateContent,
  templateName,
  wireAlertRecord,
  wireConsole,
  wireDraft,
  wireIssued,
  wirePreview,
  wireRollCall,
  wireTemplate,
} from '@/protocol/alerts';
import { identifier, uuid } from '@/protocol/fields';
import { defineRoutes } from './define';
import { byUuid, done, EXAMPLE } from './shapes';

const HASH = 'a'.repeat(64);

/** Officers act by a sign-in: no token drafts or approves. The command checks the grants of the actor. */
const ofOfficers = { tag: 'Alerts', caller: 'browser', scope: 'all' } as const;
const ofOne = { ...ofOfficers, params: byUuid } as const;
const about = { params: { id: EXAMPLE.photo } };

const choice = { template: 'shelter', values: { time: '14:05' }, area: { buildings: ['central-library'] } };
/** A new alert, or a change of one: `alert` and the revision of it that the drafter sees. */
const draft = {
  ...alertChoice,
  key: draftKey,
  type: z.enum(['alert', 'update', 'correction', 'all_clear']).default('alert'),
  alert: uuid.optional(),
  base: z.number().int().min(0).max(100_000).default(0),
};
const exampleDraft = { key: 'draft-0001', ...choice };
const confirming = (word: string) => ({ ...about, body: { hash: HASH, word } });
const drafting = {
  ...ofOfficers,
  answers: { 200: wireDraft },
  errors: ['not_found', 'conflict'],
} as const;
const submitting = {
  ...ofOne,
  summary: 'Submits a draft to an approver, who has five minutes.',
  body: confirmation,
  answers: { 200: wireDraft },
  errors: ['not_found', 'conflict'],
} as const;
const approving = {
  ...ofOne,
  body: confirmation,
  answers: { 200: wireIssued },
  errors: ['not_found', 'conflict'],
} as const;

/** What officers do. Each kind of alert has routes of its own, so that no value in a body decides about the kind. */
export const alertOfficerRoutes = defineRoutes({
  'GET /api/v1/alert-console': {
    ...ofOfficers,
    operationId: 'showConsole',
    summary: 'Reads the caller’s rights, open drafts, alerts with their numbers, and reports of incidents.',
    answers: { 200: wireConsole },
    errors: [],
  },
  'POST /api/v1/alert-preview': {
    ...ofOfficers,
    operationId: 'previewAlert',
    summary: 'Returns what an alert would show, and how many people it would reach for which reason.',
    body: z.strictObject(alertChoice),
    answers: { 200: wirePreview },
    errors: ['not_found', 'conflict'],
    example: { body: choice },
  },
  'POST /api/v1/live-alerts/drafts': {
    ...drafting,
    operationId: 'draftLiveAlert',
    summary: 'Drafts a live alert, or a change of one. A draft never changes; another draft replaces it.',
    body: z.strictObject(draft),
    example: { body: exampleDraft },
  },
  'POST /api/v1/live-alerts/drafts/{id}/submit': {
    ...submitting,
    operationId: 'submitLiveAlert',
    example: confirming('ALERT'),
  },
  'POST /api/v1/live-alerts/drafts/{id}/approve': {
    ...approving,
    operationId: 'approveLiveAlert',
    summary: 'Approves what was submitted, by its hash, and issues it. A repetition returns the same alert.',
    example: confirming('ALERT'),
  },
  'POST /api/v1/live-alerts/break-glass': {
    ...ofOfficers,
    operationId: 'breakGlass',
    summary:
      'Issues a live alert alone, by a template for the safety of life; somebody else reviews it within a day.',
    body: z.strictObject({ ...alertChoice, key: draftKey, word: z.string().max(20) }),
    answers: { 200: wireIssued },
    errors: ['not_found', 'conflict'],
    example: { body: { ...exampleDraft, word: 'ALERT' } },
  },
  'POST /api/v1/exercise-alerts/drafts': {
    ...drafting,
    operationId: 'draftExerciseAlert',
    summary: 'Drafts an exercise, or a change of one. It reaches its group and nobody else.',
    body: z.strictObject({
      ...draft,
      group: z
        .array(identifier)
        .min(1)
        .max(1000)
        .optional()
        .describe('Whom it adds. A new exercise needs it; a change reaches whoever was told before as well.'),
    }),
    example: { body: { ...exampleDraft, group: [EXAMPLE.other] } },
  },
  'POST /api/v1/exercise-alerts/drafts/{id}/submit': {
    ...submitting,
    operationId: 'submitExerciseAlert',
    example: confirming('EXERCISE'),
  },
  'POST /api/v1/exercise-alerts/drafts/{id}/approve': {
    ...approving,
    operationId: 'approveExerciseAlert',
    summary: 'Approves an exercise, by its hash, and issues it.',
    example: confirming('EXERCISE'),
  },
  'POST /api/v1/test-alerts/drafts': {
    ...drafting,
    operationId: 'draftTestAlert',
    summary: 'Drafts a test of the channels. It reaches the officers of its area and nobody else.',
    body: z.strictObject(draft),
    example: { body: exampleDraft },
  },
  'POST /api/v1/test-alerts/drafts/{id}/submit': {
    ...submitting,
    operationId: 'submitTestAlert',
    example: confirming('TEST'),
  },
  'POST /api/v1/test-alerts/drafts/{id}/approve': {
    ...approving,
    operationId: 'approveTestAlert',
    summary: 'Approves a test, by its hash, and issues it. The drafter may do it.',
    example: confirming('TEST'),
  },
  'GET /api/v1/alert-drafts/{id}/preview': {
    ...ofOne,
    operationId: 'previewDraft',
    summary:
      'Returns what an open draft shows, and how many people it would reach besides those who were told.',
    answers: { 200: wirePreview },
    errors: ['not_found'],
    example: about,
  },
  'POST /api/v1/alert-drafts/{id}/discard': {
    ...ofOne,
    operationId: 'discardDraft',
    summary: 'Discards a draft that is not issued.',
    answers: { 200: done },
    errors: ['not_found', 'conflict'],
    example: about,
  },
  'GET /api/v1/alerts/{id}': {
    ...ofOne,
    operationId: 'showAlertRecord',
    summary:
      'Reads what happened with an alert: its revisions, and the numbers of people, answers and channels.',
    answers: { 200: wireAlertRecord },
    errors: ['not_found'],
    example: about,
  },
  'POST /api/v1/alerts/{id}/cancel': {
    ...ofOne,
    operationId: 'cancelAlert',
    summary:
      'Tells everyone who was told of an alert that it was sent in error. One officer does it alone, at once.',
    body: z.strictObject({
      revision: z.number().int().min(1).max(100_000).describe('The revision that the officer sees.'),
    }),
    answers: { 200: wireIssued },
    errors: ['not_found', 'conflict'],
    example: { ...about, body: { revision: 1 } },
  },
  'POST /api/v1/alerts/{id}/review': {
    ...ofOne,
    operationId: 'reviewAlert',
    summary: 'Notes that the caller has reviewed an alert that another officer issued alone.',
    answers: { 200: done },
    errors: ['not_found', 'conflict'],
    example: about,
  },
  'POST /api/v1/alerts/{id}/roll-call': {
    ...ofOne,
    operationId: 'callRoll',
    summary: 'Lists the people whom an alert concerns in the caller’s buildings, with their answers.',
    description: 'It is recorded, and shown to these people.',
    answers: { 200: wireRollCall },
    errors: ['not_found'],
    example: about,
  },
  'POST /api/v1/alerts/{id}/answer-for': {
    ...ofOne,
    operationId: 'answerFor',
    summary: 'Answers for a person in the caller’s buildings. The answer is marked as the warden’s.',
    body: z.strictObject({ user: identifier, answer: alertAnswer }),
    answers: { 200: done },
    errors: ['not_found', 'conflict'],
    example: { ...about, body: { user: EXAMPLE.other, answer: 'safe' } },
  },
  'POST /api/v1/cap-messages/{id}/dismiss': {
    ...ofOne,
    operationId: 'dismissCapMessage',
    summary: 'Removes a message of another authority from the lists of all officers.',
    answers: { 200: done },
    errors: ['not_found'],
    example: about,
  },
  'GET /api/v1/alert-templates': {
    ...ofOfficers,
    operationId: 'listTemplates',
    summary:
      'Lists the templates: of each the newest approved version, and newer ones that nobody has approved.',
    answers: { 200: z.array(wireTemplate) },
    errors: [],
  },
  'POST /api/v1/alert-templates': {
    ...ofOfficers,
    operationId: 'saveTemplate',
    summary: 'Writes a new version of a template. It is used once another officer has approved it.',
    body: z.strictObject({ name: templateName, content: templateContent }),
    answers: { 200: wireTemplate },
    errors: ['conflict'],
    example: {
      body: {
        name: 'gas-leak',
        content: {
          category: 'Safety',
          event: 'Gas leak',
          response: 'Evacuate',
          urgency: 'Immediate',
          severity: 'Severe',
          certainty: 'Likely',
          lifeSafety: true,
          ends: false,
          variables: [{ name: 'time', type: 'time' }],
          texts: {
            pt: {
              headline: 'Fuga de gás: {place}',
              source: 'Segurança do campus',
              hazard: 'Há uma fuga de gás.',
              impact: 'O gás pode arder ou explodir.',
              where: '{place}',
              action: 'Saia já. Não use interruptores nem o telemóvel dentro do edifício.',
              time: 'Às {time}',
            },
            en: {
              headline: 'Gas leak: {place}',
              source: 'Campus security',
              hazard: 'There is a gas leak.',
              impact: 'The gas can burn or explode.',
              where: '{place}',
              action: 'Leave now. Use no switches, and no phone inside the building.',
              time: 'At {time}',
            },
          },
        },
      },
    },
  },
  'POST /api/v1/alert-templates/{name}/approve': {
    ...ofOfficers,
    operationId: 'approveTemplate',
    summary: 'Approves the newest version of a template, by its hash. Whoever wrote it cannot.',
    params: z.object({ name: templateName }),
    body: z.strictObject({ hash: confirmation.shape.hash }),
    answers: { 200: wireTemplate },
    errors: ['not_found', 'conflict'],
    example: { params: { name: 'shelter' }, body: { hash: HASH } },
  },
});
