import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { LONG_TESTS } from '@/tests/support/long-tests';
import { type EventContent, eventBody } from './event-body';
import { keyOf, newSalt, secretOf, signatureHeaders } from './signature';

const AUTH_SECRET = 'a secret of the tests';
const SIGNATURES = LONG_TESTS ? 10_000 : 1_000;

const newKey = () => keyOf(AUTH_SECRET, newSalt());
const content: EventContent = {
  type: 'created',
  at: new Date(),
  bot: 'menu-bot',
  conversationId: randomUUID(),
  placeKind: 'building',
  title: 'Torre Norte',
  heard: 'mention',
  callId: randomUUID(),
  senderId: randomUUID(),
  messageId: randomUUID(),
  sentAt: new Date(),
  text: '',
  replyTo: null,
  isDeleted: false,
};
const bodyOf = (given: Partial<EventContent>) =>
  eventBody({ authSecret: AUTH_SECRET }, { ...content, ...given });
const event = (text: string) => bodyOf({ text });

/** Returns a text with one bit of one of its first 128 code units changed. */
function withChangedBit(text: string): string {
  const at = randomInt(Math.min(text.length, 128));
  return (
    text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << randomInt(7))) + text.slice(at + 1)
  );
}

test('[B16] signatures are accepted by the library of Standard Webhooks, and none after one bit changed', () => {
  const keys = Array.from({ length: 20 }, newKey);
  const verifiers = keys.map((key) => new Webhook(secretOf(key)));
  const refused: number[] = [];
  const forged: number[] = [];
  for (let n = 0; n < SIGNATURES; n++) {
    const key = keys[n % keys.length] as Buffer;
    const verifier = verifiers[n % keys.length] as Webhook;
    const body = event(`ação ${n} ${randomBytes(n % 40).toString('base64')} 🎉`);
    const headers = signatureHeaders([key], { id: randomUUID(), at: Date.now(), body });
    const accepts = (given: Record<string, string>, text = body) => {
      try {
        verifier.verify(text, given);
        return true;
      } catch {
        return false;
      }
    };
    if (!accepts(headers)) refused.push(n);
    const part = n % 4;
    const changed =
      part === 0
        ? accepts(headers, withChangedBit(body))
        : part === 1
          ? accepts({ ...headers, 'webhook-id': withChangedBit(headers['webhook-id']) })
          : part === 2
            ? accepts({ ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) ^ 1) })
            : accepts({
                ...headers,
                'webhook-signature': `v1,${withChangedBit(headers['webhook-signature'].slice(3))}`,
              });
    if (changed) forged.push(n);
  }
  expect([refused, forged]).toEqual([[], []]);
});

test('[B16] while a secret is replaced, the holders of both accept', () => {
  const [former, present, other] = [newKey(), newKey(), newKey()];
  const body = event('hello');
  const headers = signatureHeaders([present, former], { id: 'one', at: Date.now(), body });
  for (const key of [former, present])
    expect(new Webhook(secretOf(key)).verify(body, headers)).toMatchObject({ type: 'message.created' });
  expect(() => new Webhook(secretOf(other)).verify(body, headers)).toThrow();
});

test('a key needs the salt and the secret of the installation', () => {
  const salt = newSalt();
  const key = keyOf(AUTH_SECRET, salt);
  expect(key).toHaveLength(32);
  expect(keyOf(AUTH_SECRET, salt)).toEqual(key);
  expect(keyOf('another', salt)).not.toEqual(key);
  expect(keyOf(AUTH_SECRET, newSalt())).not.toEqual(key);
  expect(secretOf(key)).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
});

test('[B15] an event is small, and of a deleted message it has no text', () => {
  for (const letter of ['"', '\n', '€', '🎉']) {
    const body = event(letter.repeat(4_000));
    expect(Buffer.byteLength(body)).toBeLessThan(20_000);
  }
  const deleted = JSON.parse(bodyOf({ isDeleted: true, heard: 'command' }));
  expect(deleted.data.message.text).toBeNull();
});

test('[B15] an event has a command apart, and nobody’s name', () => {
  const { data } = JSON.parse(
    bodyOf({ heard: 'command', text: '/menu@menu-bot for @ist1100002 and @menu-bot' }),
  );
  expect([data.command, data.message.text]).toEqual(['menu', 'for @someone and @menu-bot']);
  expect(data.person).toMatch(/^[\w-]{16}$/);
  expect(data.token).toMatch(/^[0-9a-f-]{36}\./);
  const edited = JSON.parse(bodyOf({ type: 'edited', text: 'x', senderId: null, heard: null }));
  expect([edited.data.person, edited.data.token]).toEqual([null, null]);
});
