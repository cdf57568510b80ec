import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { LONG_TESTS } from '@/tests/support/long-tests';
import { eventBody, mentionsBot } from './event-body';
import { keyOf, newSalt, secretOf, signatureHeaders } from './signature';

const AUTH_SECRET = 'a secret of the tests';
const SIGNATURES = LONG_TESTS ? 10_000 : 1_000;

const newKey = () => keyOf(AUTH_SECRET, newSalt());
const event = (text: string) =>
  eventBody({
    type: 'created',
    at: new Date(),
    bot: 'menu-bot',
    building: { id: 'tower', name: 'Torre Norte' },
    messageId: randomUUID(),
    sentAt: new Date(),
    text,
    replyTo: null,
    isDeleted: false,
  });

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
  const deleted = eventBody({
    type: 'created',
    at: new Date(0),
    bot: 'menu-bot',
    building: { id: 'tower', name: 'Torre Norte' },
    messageId: 'm',
    sentAt: new Date(0),
    text: '',
    replyTo: null,
    isDeleted: true,
  });
  expect(JSON.parse(deleted).data.message).toMatchObject({ text: null, mentionsBot: false });
});

test.each([
  ['@menu-bot what is for lunch?', true],
  ['ask @Menu-Bot.', true],
  ['`@menu-bot` is its id', false],
  ['@menu-bot2 hello', false],
  ['mail to menu@menu-bot', false],
  ['menu-bot', false],
])('[B15] %s mentions the bot: %s', (text, mentions) => {
  expect(mentionsBot(text, 'menu-bot')).toBe(mentions);
});
