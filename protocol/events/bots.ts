import { z } from 'zod';
import { botCommand, MAX_COMMANDS, wireAudience, wirePlaceOfBot, wireRoomBot } from '@/protocol/bots';
import { clientMessageId, emoji, identifier, messageText, secret, uuid } from '@/protocol/fields';
import { wireConversation } from '@/protocol/messages';
import { answered, clientEvent } from './define';
import { EXAMPLE, exampleBot, exampleConversation } from './examples';
import { replayed } from './messages';

const ofBot = { sender: 'bot', scope: null, work: 'send' } as const;
const place = uuid.describe('The id of a conversation that the bot is in.');
const state = { available: z.number(), state: z.string() };
const RUNS = { available: 0, state: 'Bot currently running.' };
const lunch = { name: 'menu', description: 'What there is for lunch' };
const examplePlaceOfBot = {
  id: EXAMPLE.conversation,
  kind: 'building' as const,
  title: exampleBot.building.name,
};

/** The events of bots, and those by which users find bots. */
export const botEvents = {
  bot_message: clientEvent({
    ...ofBot,
    summary: 'Sends a message of the bot to everybody in its building, or to a conversation that it is in.',
    payload: z.strictObject({
      clientId: clientMessageId.optional(),
      message: messageText,
      place: place.optional(),
      replyTo: uuid.optional().describe('The id of the message that this one answers.'),
    }),
    answer: answered({ id: z.uuid().describe('Of the message.'), ...state, replayed }),
    errors: ['conflict', 'not_found'],
    example: {
      payload: { clientId: EXAMPLE.clientId, message: `${exampleBot.building.name} closes at ten.` },
      answer: { ok: true, id: EXAMPLE.message, ...RUNS },
    },
  }),
  bot_answer: clientEvent({
    ...ofBot,
    summary: 'Answers what the bot heard, by the token of `heard`.',
    payload: z.strictObject({ token: secret, text: messageText, clientId: clientMessageId.optional() }),
    answer: answered({ id: z.uuid().describe('Of the message.'), replayed }),
    errors: ['not_found', 'conflict'],
    example: {
      payload: { token: `${EXAMPLE.token}.answer`, text: 'Soup.' },
      answer: { ok: true, id: EXAMPLE.message },
    },
  }),
  bot_edit: clientEvent({
    ...ofBot,
    summary: 'Replaces the text of a message of the bot.',
    payload: z.strictObject({ message: uuid, text: messageText }),
    answer: answered({}),
    errors: ['not_found', 'conflict'],
    example: { payload: { message: EXAMPLE.message, text: 'Soup and fish.' }, answer: { ok: true } },
  }),
  bot_delete: clientEvent({
    ...ofBot,
    summary: 'Deletes a message of the bot for everybody who has it.',
    payload: z.strictObject({ message: uuid }),
    answer: answered({}),
    errors: ['not_found', 'conflict'],
    example: { payload: { message: EXAMPLE.message }, answer: { ok: true } },
  }),
  bot_react: clientEvent({
    ...ofBot,
    summary: 'Adds or removes a reaction of the bot to a message in a conversation that it is in.',
    payload: z.strictObject({ place, message: uuid, emoji, on: z.boolean() }),
    answer: answered({}),
    errors: ['not_found', 'conflict'],
    example: {
      payload: { place: EXAMPLE.conversation, message: EXAMPLE.message, emoji: '👍', on: true },
      answer: { ok: true },
    },
  }),
  bot_commands: clientEvent({
    ...ofBot,
    summary: 'Says which commands the bot has; they replace those that it had.',
    payload: z.strictObject({
      commands: z
        .array(botCommand)
        .max(MAX_COMMANDS)
        .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'must name each once'),
    }),
    answer: answered({ places: z.array(wirePlaceOfBot).describe('Where the bot is now.') }),
    errors: [],
    example: { payload: { commands: [lunch] }, answer: { ok: true, places: [examplePlaceOfBot] } },
  }),
  bot_audience: clientEvent({
    ...ofBot,
    summary: 'Returns how many people a message would reach, from five up.',
    payload: z.strictObject({ place: place.optional() }),
    answer: answered(wireAudience.shape),
    errors: [],
    example: { payload: {}, answer: { ok: true, people: 31 } },
  }),
  list_bots: clientEvent({
    summary: 'Returns the bots that hear commands and mentions in a conversation of the user.',
    sender: 'user',
    scope: 'read',
    work: 'read',
    payload: z.strictObject({ conversation: uuid }),
    answer: answered({ bots: z.array(wireRoomBot) }),
    errors: [],
    example: {
      payload: { conversation: EXAMPLE.conversation },
      answer: { ok: true, bots: [{ id: exampleBot.id, name: null, running: true, commands: [lunch] }] },
    },
  }),
  message_bot: clientEvent({
    summary: 'Begins the conversation of the user with a bot, or returns it.',
    description: 'It is a group of the user alone, in which the bot hears every message.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: z.strictObject({ bot: identifier }),
    answer: answered({ conversation: wireConversation }),
    errors: ['not_found'],
    example: {
      payload: { bot: exampleBot.id },
      answer: { ok: true, conversation: exampleConversation },
    },
  }),
} as const;
