import {
  ACKNOWLEDGED,
  type ClientEvent,
  clientAnswers,
  clientEvents,
  type ServerEvent,
  serverEvents,
} from './events';
import { createSchemaCollector, type Json, type SchemaCollector, wireError } from './json-schema';

const CHANNEL = { $ref: '#/channels/socket' };

/** What travels over the socket as an AsyncAPI 3.0 document, made of the schemas that parse and describe it. */
export function asyncApi({ url, version }: { url: string; version: string }): Json {
  const { host, protocol } = new URL(url);
  const said = Object.keys(clientEvents) as ClientEvent[];
  const shapes = createSchemaCollector();
  const heard = Object.keys(serverEvents) as ServerEvent[];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Quad',
      version,
      description:
        'Socket.IO, protocol 5. A client says an event with one argument and an ack; the ack is the answer or an error.',
    },
    servers: { quad: { host, protocol: protocol === 'https:' ? 'wss' : 'ws', pathname: '/socket.io/' } },
    channels: {
      socket: {
        address: '/',
        messages: Object.fromEntries([
          ...said.map((event) => [event, { name: event, payload: shapes.of(clientEvents[event], 'input') }]),
          ...said.map((event) => [`${event}_answer`, answer(shapes, event)]),
          ...heard.map((event) => [
            event,
            { name: event, payload: shapes.of(serverEvents[event], 'output') },
          ]),
        ]),
      },
    },
    operations: Object.fromEntries([
      ...said.map((event) => [
        event,
        {
          action: 'receive',
          channel: CHANNEL,
          messages: [{ $ref: `${CHANNEL.$ref}/messages/${event}` }],
          reply: { channel: CHANNEL, messages: [{ $ref: `${CHANNEL.$ref}/messages/${event}_answer` }] },
        },
      ]),
      ...heard.map((event) => [
        `tell_${event}`,
        {
          action: 'send',
          channel: CHANNEL,
          messages: [{ $ref: `${CHANNEL.$ref}/messages/${event}` }],
          ...((ACKNOWLEDGED as readonly string[]).includes(event) && {
            description: 'The client acknowledges it once it has it.',
          }),
        },
      ]),
    ]),
    components: { schemas: shapes.schemas() },
  };
}

function answer(shapes: SchemaCollector, event: ClientEvent): Json {
  const anyOf = [shapes.of(clientAnswers[event], 'output'), shapes.of(wireError, 'output')];
  return { name: `${event}_answer`, payload: { anyOf } };
}
