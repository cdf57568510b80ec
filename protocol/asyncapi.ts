import { type ClientEvent, clientEvents, errorsOf, type ServerEvent, serverEvents } from './events';
import type { ClientEventDefinition, ServerEventDefinition } from './events/define';
import { exampleError } from './events/examples';
import { createSchemaCollector, type Json, type SchemaCollector, wireError } from './json-schema';
import { SCOPES } from './scopes';

const CHANNEL = { $ref: '#/channels/socket' };

const DESCRIPTION = `Quad speaks the protocol 5 of Socket.IO (4 of Engine.IO) at \`/socket.io/\`, without namespaces.

## First

A connection sends \`new_client\` (a user) or \`new_bot\` (a bot) within 5 s, or it is closed. A browser may open the
connection with \`auth: { ticket }\`, from \`POST /api/v1/socket-ticket\`; everyone else shows a token in that event. Send
\`new_client\` with \`version\`. Without it the server takes the client for one of the system that Quad grew out of: such a
client gets \`new_message\`, \`new_movement\` and \`signed_out\` only and fetches its messages by REST. A version that is newer than the
server's is refused with \`conflict\`.

## Events and answers

An event that a client sends has one argument, the payload here, and an acknowledgement, which brings the answer or an
error. An event that the server sends has the arguments of the array that is its payload here, in that order.
\`new_message\` can have an acknowledgement after them, which the client calls without arguments once it has kept the
entries; the server sends unacknowledged entries again. Entries of channels and buildings have none: a client that misses
one is told so by \`heads\` or \`resync\`, or sees a gap. Unknown events are answered \`not_found\`, unknown fields \`bad_request\`.

## The log

Each conversation is a log of entries, numbered by \`seq\`: 1, 2, 3 and so on. Everything can be read again from it, so a
client needs no event to arrive.

- \`cursors\`: by conversation the last \`seq\` up to which the client has everything. \`new_client\` and \`sync\` answer what
  comes after them. A conversation that no cursor names is answered with its newest message only; \`history\` has the rest.
- \`complete\`: false means that the log holds more than the answer. Send \`sync\` again, with the cursors as they are then.
- \`rev\`: the \`seq\` of the entry that last changed the message of an entry. Of two views of a message in one
  conversation the one with the greater \`rev\` is newer; show that one, whichever came first.
- \`heads\`: the last \`seq\` of conversations of which the server did not send this session everything. A client whose
  cursor is lower sends \`sync\`. A gap between two seqs is another reason to send it, if the next events do not fill it.
- \`resync\`: the server dropped an event for this session. Send \`sync\`.

An entry can come more than once, and is the same by \`seq\`. Conversations, and lists of blocked people, have a \`version\`:
of two the greater one is newer.

## Errors

Decide by \`code\` and \`retryable\`; \`message\` is for people. \`retryAfter\` says how many seconds to wait at least: add a
pause of random length. When a send gets no answer, send it again with the same \`clientId\`: the message is stored once.`;

let parts: { messages: Json; operations: Json; schemas: Json } | undefined;

/** Creates the parts of the document once: this takes some 50 ms of computing, and anyone may request the document. */
function makeParts() {
  const shapes = createSchemaCollector('draft-7');
  const sent = Object.entries(clientEvents) as [ClientEvent, ClientEventDefinition][];
  const received = Object.entries(serverEvents) as [ServerEvent, ServerEventDefinition][];
  const messages = Object.fromEntries([
    ...sent.flatMap(([event, definition]) => clientMessages(shapes, event, definition)),
    ...received.map(([event, definition]) => [event, serverMessage(shapes, event, definition)]),
  ]);
  const operations = Object.fromEntries([
    ...sent.map(([event, definition]) => [event, clientOperation(event, definition)]),
    ...received.map(([event, definition]) => [`tell_${event}`, serverOperation(event, definition)]),
  ]);
  return { messages, operations, schemas: shapes.schemas() };
}

/** Returns the socket protocol as an AsyncAPI 3.0 document, generated from the definitions of the events. */
export function asyncApi({ url, version }: { url: string; version: string }): Json {
  const { host, protocol } = new URL(url);
  parts ??= makeParts();
  const { messages, operations, schemas } = parts;
  return {
    asyncapi: '3.0.0',
    info: { title: 'Quad', version, description: DESCRIPTION, license: { name: 'MIT' } },
    defaultContentType: 'application/json',
    servers: {
      quad: {
        host,
        protocol: protocol === 'https:' ? 'wss' : 'ws',
        pathname: '/socket.io/',
        description: 'Socket.IO over WebSocket or long polling.',
      },
    },
    channels: {
      socket: {
        address: '/',
        description: 'The one namespace of Socket.IO.',
        servers: [{ $ref: '#/servers/quad' }],
        messages,
      },
    },
    operations,
    components: {
      schemas,
      tags: Object.fromEntries(
        SCOPES.map((scope) => [
          scope,
          { name: scope, description: `A user's token needs the scope \`${scope}\`.` },
        ]),
      ),
      securitySchemes: {
        token: {
          type: 'apiKey',
          in: 'password',
          description: 'The token of a user or a bot, in the payload of `new_client` or `new_bot`.',
        },
      },
    },
  };
}

/** Returns the messages for the payload of an event, its answer, and its errors. */
function clientMessages(
  shapes: SchemaCollector,
  event: ClientEvent,
  { summary, payload, answer, example }: ClientEventDefinition,
): [string, Json][] {
  const codes = { properties: { error: { properties: { code: { enum: errorsOf(event) } } } } };
  const message = (name: string, words: string, schema: Json, value: unknown): [string, Json] => [
    name,
    { name, title: name, summary: words, payload: schema, examples: [{ name, payload: value }] },
  ];
  return [
    message(event, summary, shapes.of(payload, 'input'), example.payload),
    message(`${event}_answer`, `Acknowledges ${event}.`, shapes.of(answer, 'output'), example.answer),
    message(
      `${event}_error`,
      `Acknowledges ${event} that was refused.`,
      { allOf: [shapes.of(wireError, 'output'), codes] },
      exampleError,
    ),
  ];
}

function serverMessage(
  shapes: SchemaCollector,
  event: ServerEvent,
  { summary, args, example }: ServerEventDefinition,
): Json {
  const { items, ...schema } = shapes.of(args, 'output');
  // Draft-07 does not allow an empty list of items.
  const payload = (items as Json[]).length > 0 ? { ...schema, items } : schema;
  return { name: event, title: event, summary, payload, examples: [{ name: event, payload: example }] };
}

function clientOperation(
  event: ClientEvent,
  { summary, description, sender, scope }: ClientEventDefinition,
): Json {
  const first = event.startsWith('new_');
  const session =
    sender === 'bot' ? 'A bot sends it after `new_bot`.' : 'A user sends it after `new_client`.';
  const words = [
    description,
    !first && session,
    scope && `A token needs the scope \`${scope}\`.`,
    `Errors: ${errorsOf(event)
      .map((code) => `\`${code}\``)
      .join(', ')}.`,
  ];
  return {
    action: 'receive',
    title: event,
    summary,
    description: words.filter(Boolean).join(' '),
    channel: CHANNEL,
    ...(scope && scope !== 'all' && { tags: [{ $ref: `#/components/tags/${scope}` }] }),
    ...(first && { security: [{ $ref: '#/components/securitySchemes/token' }] }),
    messages: [ref(event)],
    reply: { channel: CHANNEL, messages: [ref(`${event}_answer`), ref(`${event}_error`)] },
  };
}

function serverOperation(
  event: ServerEvent,
  { summary, description, acknowledged }: ServerEventDefinition,
): Json {
  const words = [
    description,
    acknowledged && 'If it has an acknowledgement, the client calls it once it has the event.',
  ].filter(Boolean);
  return {
    action: 'send',
    title: event,
    summary,
    ...(words.length > 0 && { description: words.join(' ') }),
    channel: CHANNEL,
    messages: [ref(event)],
  };
}

const ref = (message: string): Json => ({ $ref: `${CHANNEL.$ref}/messages/${message}` });
