import { z } from 'zod';
import { ANSWER_MINUTES, MAX_ANSWERS, wireCall, wirePlaceOfBot } from './bots';

/** What a webhook hears: mentions of its bot and answers to it, or every message of people in the bot's building. */
export const HEARS = ['mentions', 'messages'] as const;
export type Hears = (typeof HEARS)[number];

/** Why Quad calls a webhook no more: the program answered 410, it failed for three days, or somebody switched it off. */
const HOOK_ENDS = ['gone', 'failing', 'by_hand'] as const;
export type HookEnd = (typeof HOOK_ENDS)[number];

const EVENT_TYPES = ['message.created', 'message.edited', 'message.deleted'] as const;
export type OutgoingType = (typeof EVENT_TYPES)[number];

/** Why an attempt got no status: the address is not public, no answer in time, or no connection. */
const PROBLEMS = ['address', 'timeout', 'connection'] as const;
export type AttemptProblem = (typeof PROBLEMS)[number];

const attempt = z
  .strictObject({
    at: z.iso.datetime(),
    status: z.number().int().nullable().describe('The HTTP status of the answer; null without one.'),
    problem: z.enum(PROBLEMS).nullable().describe('Why there is no status.'),
  })
  .meta({ id: 'OutgoingAttempt' });
export type Attempt = z.output<typeof attempt>;

/** An event of a webhook's list, without what was said. */
const listedEvent = z
  .strictObject({
    id: z.uuid().describe('The `webhook-id` of every attempt.'),
    type: z.enum(EVENT_TYPES),
    at: z.iso.datetime(),
    state: z.enum(['waiting', 'delivered', 'failed']),
    nextAt: z.iso.datetime().nullable().describe('When it is attempted again; null unless it waits.'),
    attempts: z.array(attempt).describe('The newest first.'),
  })
  .meta({ id: 'OutgoingEventState' });
export type ListedEvent = z.output<typeof listedEvent>;

/** An outgoing webhook, as its owner and administrators see it. */
export const outgoingHook = z
  .strictObject({
    id: z.uuid(),
    name: z.string(),
    url: z.string(),
    hears: z.enum(HEARS),
    formerUntil: z.iso.datetime().nullable().describe('Until when the former secret signs, too.'),
    failingSince: z.iso
      .datetime()
      .nullable()
      .describe('When the attempts began to fail; null if the last worked.'),
    off: z
      .strictObject({ at: z.iso.datetime(), reason: z.enum(HOOK_ENDS) })
      .nullable()
      .describe('Since when and why Quad calls it no more.'),
    waiting: z.number().int().describe('The number of events that wait.'),
    events: z.array(listedEvent).describe('The last 20, the newest first.'),
  })
  .meta({ id: 'OutgoingHook' });
export type OutgoingHook = z.output<typeof outgoingHook>;

/** What is posted to a webhook. It names nobody and has no position of anybody. */
export const outgoingEvent = z
  .strictObject({
    type: z.enum(EVENT_TYPES),
    timestamp: z.iso.datetime().describe('When it happened.'),
    data: z.strictObject({
      bot: z.string().describe('The id of the bot.'),
      place: wirePlaceOfBot,
      heard: wireCall.shape.kind
        .nullable()
        .describe(
          'Why the bot hears it; null for an answer to the bot, and for what only this webhook hears.',
        ),
      command: z.string().optional().describe('The name of the command.'),
      person: wireCall.shape.person
        .nullable()
        .describe('The same for all messages of one person to this bot. It is no name.'),
      message: z.strictObject({
        id: z.uuid(),
        at: z.iso.datetime().describe('When it was sent.'),
        text: z
          .string()
          .nullable()
          .describe(
            'What follows the command, or the text, as it is when this is posted; null once the message is deleted. Mentions of people are `@someone`.',
          ),
        replyTo: z.uuid().nullable().describe('The id of the message that it answers.'),
      }),
      token: z
        .string()
        .nullable()
        .describe(
          `Answers the message ${MAX_ANSWERS} times within ${ANSWER_MINUTES} minutes; null if the bot does not hear it.`,
        ),
    }),
  })
  .meta({ id: 'OutgoingEvent' });
export type OutgoingEvent = z.output<typeof outgoingEvent>;
