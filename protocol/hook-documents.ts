import { z } from 'zod';
import type { Json, SchemaCollector } from './json-schema';
import { outgoingEvent } from './outgoing-hooks';

const EXAMPLE_ID = '3d1c2b4a-7e8f-4a5b-9c6d-1e2f3a4b5c6d';

/** The answers of a webhook by status: when, and the words. */
const ANSWERS: Record<string, [when: string, words: string[]]> = {
  200: ['It was sent.', ['ok']],
  400: ['The payload is not a JSON object, or shows nothing.', ['invalid_payload', 'no_text', 'bad_request']],
  403: ['No administrator has authorised the bot.', ['action_prohibited']],
  404: ['The address is wrong, or the webhook is deleted.', ['no_service']],
  405: ['Not a POST.', ['method_not_allowed']],
  413: ['The body is larger than 256 kB.', ['too_large']],
  429: ['Too many. `Retry-After` says when to go on.', ['rate_limited']],
  500: ['Quad failed.', ['internal']],
  503: ['Nothing was done. `Retry-After` says when to go on.', ['overloaded', 'unavailable']],
};

/** Returns the path of incoming webhooks for the OpenAPI document: it is outside the table of routes. */
export function hookPaths(shapes: SchemaCollector): Record<string, Json> {
  const text = shapes.of(z.string(), 'input');
  const parameter = (name: string, description: string, example: string) => ({
    name,
    in: 'path',
    required: true,
    description,
    schema: text,
    example,
  });
  return {
    '/hooks/{id}/{secret}': {
      post: {
        operationId: 'callHook',
        tags: ['Places'],
        summary: 'Sends a message of a bot, in the format of an incoming webhook of Slack.',
        description:
          'The address is the credential. `text`, `blocks`, `attachments`, or `content` in Markdown; other keys are ignored. The answers are those of Slack: a word as plain text.',
        security: [],
        parameters: [
          parameter('id', 'The id of the webhook.', EXAMPLE_ID),
          parameter('secret', 'Its secret.', 'A'.repeat(43)),
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { type: 'object', additionalProperties: true },
              example: { text: '*Build 7* is green: <https://ci.example.edu/7|log>' },
            },
            'application/x-www-form-urlencoded': {
              schema: { type: 'object', properties: { payload: text }, required: ['payload'] },
            },
          },
        },
        responses: Object.fromEntries(
          Object.entries(ANSWERS).map(([status, [description, words]]) => [
            status,
            { description, content: { 'text/plain': { schema: { type: 'string', enum: words } } } },
          ]),
        ),
      },
    },
  };
}

/** Returns what Quad posts to outgoing webhooks, for the OpenAPI document. */
export function outgoingWebhooks(shapes: SchemaCollector): Record<string, Json> {
  const header = (name: string, description: string) => ({
    name,
    in: 'header',
    required: true,
    description,
    schema: { type: 'string' },
  });
  return {
    event: {
      post: {
        operationId: 'onEvent',
        summary: 'A bot has heard something.',
        description:
          'Signed as Standard Webhooks 1.0 says. An event can come more than once, with the same `webhook-id`. Any status from 200 to 299 takes it; 410 switches the webhook off.',
        security: [],
        parameters: [
          header('webhook-id', 'The id of the event, the same in every attempt.'),
          header('webhook-timestamp', 'The time of the attempt, in seconds since 1970.'),
          header(
            'webhook-signature',
            '`v1,` and base64, one for each secret that is valid, separated by blanks.',
          ),
        ],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: shapes.of(outgoingEvent, 'output') } },
        },
        responses: { 200: { description: 'The event was taken.' } },
      },
    },
  };
}
