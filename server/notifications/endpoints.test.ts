import { expect, test } from 'vitest';
import { createEndpoints, mustShow } from './endpoints';

const endpoints = createEndpoints(['fcm.example.com', '*.push.example.org', 'http://127.0.0.1:8080']);

test.each([
  ['https://fcm.example.com/send/1', true],
  ['https://updates.push.example.org/wpush/v2/1', true],
  ['http://127.0.0.1:8080/1', true],
  ['https://push.example.org/1', false],
  ['https://evilpush.example.org.example.net/1', false],
  ['https://x.fcm.example.com/1', false],
  ['http://fcm.example.com/1', false],
  ['https://fcm.example.com:8443/1', false],
  ['https://user:secret@fcm.example.com/1', false],
  ['http://127.0.0.1:8081/1', false],
  ['http://10.0.0.1/1', false],
  ['http://[::1]/1', false],
  ['file:///etc/passwd', false],
  ['nonsense', false],
])('[W2] a subscription at %s: %s', (url, isAllowed) => expect(endpoints.isAllowed(url)).toBe(isAllowed));

test('a push service that drops subscriptions for silent messages is known', () => {
  expect(mustShow('https://web.push.apple.com/1')).toBe(true);
  expect(mustShow('https://updates.push.services.mozilla.com/1')).toBe(false);
});
