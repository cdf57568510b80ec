import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { asyncApi } from './asyncapi';

interface Message {
  payload: { items?: unknown };
  examples: { payload: unknown }[];
}
interface Document {
  channels: { socket: { messages: Record<string, Message> } };
  operations: Record<string, { summary: string; description?: string }>;
}

const document = asyncApi({ url: 'https://quad.example.edu', version: '1.2.3' }) as unknown as Document;
const { messages } = document.channels.socket;
const metaSchema = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0-without-$id.json');
const options = { strict: false, validateFormats: false };

describe('the AsyncAPI document', () => {
  const isDocument = new Ajv(options).compile(metaSchema);

  test('is valid by the schema of AsyncAPI 3.0, payloads in its dialect included', () => {
    isDocument(document);
    expect(isDocument.errors ?? []).toEqual([]);
  });

  test('would not be valid with a schema of another dialect', () => {
    const other = structuredClone(document);
    (other.channels.socket.messages.resync as Message).payload.items = [];
    expect(isDocument(other)).toBe(false);
  });

  const ajv = new Ajv(options).addSchema(document, 'document');
  test.each(Object.keys(messages))('describes the example of %s, and not just anything', (name) => {
    const validate = ajv.compile({ $ref: `document#/channels/socket/messages/${name}/payload` });
    for (const { payload } of messages[name]?.examples ?? []) {
      validate(payload);
      expect(validate.errors ?? []).toEqual([]);
    }
    for (const wrong of ['text', [1, 2, 3], { unknown: 1 }]) expect(validate(wrong)).toBe(false);
  });

  test('describes each operation, with its scope and its errors', () => {
    for (const [name, { summary, description }] of Object.entries(document.operations)) {
      expect(summary, name).toMatch(/^[A-Z].*\.$/);
      if (!name.startsWith('tell_')) expect(description, name).toMatch(/Errors: `bad_request`/);
    }
    expect(document.operations.send_message?.description).toMatch(/scope `send`.*`not_located`/);
  });
});
