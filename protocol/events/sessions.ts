import { z } from 'zod';
import { cursors, identifier, secret, uuid } from '@/protocol/fields';
import { wirePerson, wirePlace } from '@/protocol/messages';
import { answered, clientEvent } from './define';
import { EXAMPLE, exampleBot, exampleConversation, examplePerson, examplePlace } from './examples';
import { syncResult } from './log';

const credentials = { id: identifier.optional(), ID: identifier.optional(), token: secret.optional() };

/** The events that start a connection: a client sends one of them first, and once. */
export const sessionEvents = {
  new_client: clientEvent({
    summary: 'Begins a session of a user, and answers everything that a client needs to start.',
    description:
      'A client sends it first, and always with `version`. Without `version` the session is that of a legacy ' +
      'client: it gets `new_message` and `new_movement` only, and fetches messages by REST. A connection that ' +
      'was opened with a ticket needs no `id` and no `token`. `ID` is what legacy clients call `id`.',
    sender: 'user',
    scope: 'read',
    work: 'send',
    payload: z.strictObject({
      ...credentials,
      version: z.number().int().min(1).max(1000).optional().describe('The protocol version of the client.'),
      session: uuid.optional().describe('The session to resume after a reconnect.'),
      cursors: cursors.optional(),
    }),
    answer: answered({
      session: z.uuid(),
      version: z.number().int(),
      now: z.number().describe("Milliseconds since 1970, by the server's clock."),
      you: z.strictObject({
        id: z.string(),
        name: z.string(),
        administrator: z.boolean(),
        device: z
          .string()
          .optional()
          .describe('This device among those of the user, as `place.device` names it.'),
        place: wirePlace,
      }),
      people: z.array(wirePerson),
      log: syncResult,
      busy: z.literal(true).optional().describe('The server is overloaded, as the event `busy` says.'),
    }),
    errors: ['conflict'],
    example: {
      payload: {
        id: EXAMPLE.self,
        token: EXAMPLE.token,
        version: 1,
        cursors: { [EXAMPLE.conversation]: 41 },
      },
      answer: {
        ok: true,
        session: EXAMPLE.session,
        version: 1,
        now: 1_795_858_200_000,
        you: { id: EXAMPLE.self, name: 'Ana Silva', administrator: false, place: examplePlace },
        people: [examplePerson],
        log: {
          entries: [],
          conversations: [exampleConversation],
          complete: true,
          blocked: { version: 0, users: [] },
        },
      },
    },
  }),
  new_bot: clientEvent({
    summary: 'Starts a bot on this connection. A bot has one connection at a time.',
    description: 'The bot authenticates by the token from `POST /API/bot/auth`, or by its secret (`pass`).',
    sender: 'bot',
    scope: null,
    work: 'send',
    payload: z.strictObject({ ...credentials, pass: secret.optional() }),
    answer: answered({ building: z.strictObject({ id: z.string(), name: z.string() }) }),
    errors: ['busy', 'conflict', 'not_found'],
    example: {
      payload: { id: exampleBot.id, token: EXAMPLE.token },
      answer: { ok: true, building: exampleBot.building },
    },
  }),
} as const;
