import { z } from 'zod';
import { about } from './fields';

/** How long a bot may answer what it heard, and how often. */
export const ANSWER_MINUTES = 30;
export const MAX_ANSWERS = 5;
/** The maximum number of commands of a bot, and of places besides its building. */
export const MAX_COMMANDS = 30;
export const MAX_PLACES = 20;
export const MAX_SCHEDULES = 20;
/** A bot is told no count of people below this one. */
export const FEWEST_PEOPLE = 5;

const commandName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, 'must be 1 to 32 small letters, digits, "_" or "-"');

/** A command as a bot declares it. */
export const botCommand = z.strictObject({
  name: commandName.describe('Without the slash.'),
  description: about.describe('What it does, in one line.'),
});

const wireCommand = z
  .strictObject({ name: z.string().describe('Without the slash.'), description: z.string() })
  .meta({ id: 'BotCommand', description: 'A message that begins with `/` and the name is for the bot.' });
export type BotCommand = z.infer<typeof wireCommand>;

export const wirePlaceOfBot = z
  .strictObject({
    id: z.uuid().describe('Of the conversation.'),
    kind: z.enum(['building', 'group', 'channel', 'direct']),
    title: z.string().nullable().describe('Of a building or a public channel.'),
  })
  .meta({ id: 'BotPlace', description: 'Where a bot hears and sends. `direct`: one user and the bot.' });
export type WirePlaceOfBot = z.infer<typeof wirePlaceOfBot>;

export const wireCall = z
  .strictObject({
    id: z.uuid().describe('The same when it is sent again.'),
    kind: z.enum(['command', 'mention', 'direct']),
    place: wirePlaceOfBot,
    message: z.uuid().describe('The id of the message, to react to it.'),
    command: z.string().optional().describe('The name of the command.'),
    text: z.string().describe('What follows the command, or the message. Mentions of people are `@someone`.'),
    person: z.string().describe('The same for all messages of one person to this bot. It is no name.'),
    at: z.iso.datetime(),
    token: z.string().describe(`Answers it ${MAX_ANSWERS} times within ${ANSWER_MINUTES} minutes.`),
  })
  .meta({ id: 'BotCall', description: 'What a person wrote to a bot. It never says who.' });
export type WireCall = z.infer<typeof wireCall>;

export const wireAudience = z
  .strictObject({
    people: z
      .number()
      .int()
      .min(FEWEST_PEOPLE)
      .nullable()
      .describe(`How many a message there would reach; null for fewer than ${FEWEST_PEOPLE}.`),
  })
  .meta({ id: 'BotAudience' });

export const wireRoomBot = z
  .strictObject({
    id: z.string(),
    name: z.string().nullable(),
    running: z.boolean(),
    commands: z.array(wireCommand),
  })
  .meta({ id: 'RoomBot', description: 'A bot that hears commands and mentions in a conversation.' });
export type WireRoomBot = z.infer<typeof wireRoomBot>;

export const cron = z
  .string()
  .max(100)
  .regex(/^\S+( \S+){4}$/, 'must be five fields of cron, as in "0 12 * * 1-5"')
  .describe(
    'Five fields: minute, hour, day of the month, month, day of the week; by the clock of the campus.',
  );

const slot = z.iso.datetime();

export const wireSchedule = z
  .strictObject({
    id: z.uuid(),
    cron: z.string(),
    text: z.string(),
    place: z.uuid().nullable().describe('Null for the building of the bot.'),
    catchUp: z.boolean(),
    next: slot.nullable(),
    last: z.strictObject({ slot, outcome: z.enum(['sent', 'missed', 'refused']) }).nullable(),
  })
  .meta({
    id: 'BotSchedule',
    description: 'A message that a bot sends at times of the clock of the campus.',
  });
export type WireSchedule = z.infer<typeof wireSchedule>;

export const wirePreview = z
  .strictObject({
    timeZone: z.string(),
    runs: z.array(slot).describe('The next five.'),
    people: wireAudience.shape.people,
  })
  .meta({ id: 'BotSchedulePreview' });
export type WirePreview = z.infer<typeof wirePreview>;
