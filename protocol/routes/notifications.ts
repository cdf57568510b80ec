import { z } from 'zod';
import { seq, uuid } from '@/protocol/fields';
import {
  notificationLevel,
  notificationText,
  pushResult,
  quietHours,
  wireDecision,
  wireNotifications,
} from '@/protocol/notifications';
import { defineRoutes } from './define';
import { byUuid, done, EXAMPLE } from './shapes';

const base64url = (length: number, what: string) =>
  z
    .string()
    .regex(new RegExp(`^[A-Za-z0-9_-]{${length}}=*$`), `must be ${what} in base64url`)
    .describe(`${what}, in base64url.`);

const YEAR_MS = 366 * 86_400_000;
const isWithinYear = (time: string) => {
  const ms = Date.parse(time) - Date.now();
  return ms > 0 && ms <= YEAR_MS;
};

export const notificationRoutes = defineRoutes({
  'GET /api/v1/notifications': {
    operationId: 'showNotifications',
    tag: 'Notifications',
    summary: 'Reads how the caller is notified: settings, devices, and choices for conversations.',
    caller: 'user',
    scope: 'all',
    answers: { 200: wireNotifications },
    errors: [],
  },
  'POST /api/v1/notifications': {
    operationId: 'updateNotifications',
    tag: 'Notifications',
    summary: 'Sets how the caller is notified on all devices. What is left out stays.',
    caller: 'user',
    scope: 'all',
    body: z.strictObject({
      text: notificationText.optional(),
      groups: z.boolean().optional(),
      quiet: quietHours.nullable().optional(),
      doNotDisturbUntil: z.iso
        .datetime()
        .refine(isWithinYear, 'must be within a year from now')
        .nullable()
        .optional(),
    }),
    answers: { 200: done },
    errors: [],
    example: { body: { text: 'sender', quiet: { from: 1380, until: 420, timeZone: 'Europe/Lisbon' } } },
  },
  'GET /api/v1/notifications/decisions': {
    operationId: 'listDecisions',
    tag: 'Notifications',
    summary: 'Lists, for the newest messages of the last 7 days, why the caller was notified or not.',
    caller: 'user',
    scope: 'all',
    answers: { 200: z.array(wireDecision) },
    errors: [],
  },
  'POST /api/v1/notifications/subscribe': {
    operationId: 'subscribe',
    tag: 'Notifications',
    summary: 'Notifies the browser that calls, from now on, or at another endpoint than before.',
    description:
      'The body has the members of a `PushSubscription` of the browser. A sign-in has one subscription, which ends with it.',
    caller: 'browser',
    scope: 'all',
    body: z.strictObject({
      endpoint: z.url({ protocol: /^https?$/, normalize: true }).max(1000),
      keys: z.strictObject({
        p256dh: base64url(87, 'an uncompressed point of P-256'),
        auth: base64url(22, '16 bytes'),
      }),
      language: z
        .enum(['en', 'pt', 'ar'])
        .default('en')
        .describe('The language of the words around a message.'),
    }),
    answers: { 200: done },
    errors: ['conflict'],
    example: {
      body: {
        endpoint: 'https://updates.push.services.mozilla.com/wpush/v2/example',
        keys: {
          p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
          auth: 'BTBZMqHH6r4Tts7J_aSIgg',
        },
      },
    },
  },
  'POST /api/v1/notifications/unsubscribe': {
    operationId: 'unsubscribe',
    tag: 'Notifications',
    summary: 'Notifies the browser that calls no more.',
    caller: 'browser',
    scope: 'all',
    answers: { 200: done },
    errors: [],
  },
  'POST /api/v1/notifications/test': {
    operationId: 'sendTestNotification',
    tag: 'Notifications',
    summary: 'Sends a notification to the browser that calls, and returns what its push service answered.',
    caller: 'browser',
    scope: 'all',
    answers: { 200: z.strictObject({ result: pushResult }).meta({ id: 'TestNotification' }) },
    errors: ['not_found'],
  },
  'POST /api/v1/notifications/devices/{id}': {
    operationId: 'updateDevice',
    tag: 'Notifications',
    summary: 'Sets whether only direct messages notify on a device of the caller.',
    caller: 'user',
    scope: 'all',
    params: byUuid,
    body: z.strictObject({ directOnly: z.boolean() }),
    answers: { 200: done },
    errors: ['not_found'],
    example: { params: { id: EXAMPLE.photo }, body: { directOnly: true } },
  },
  'DELETE /api/v1/notifications/devices/{id}': {
    operationId: 'removeDevice',
    tag: 'Notifications',
    summary: 'Notifies a device of the caller no more.',
    caller: 'user',
    scope: 'all',
    params: byUuid,
    answers: { 200: done },
    errors: ['not_found'],
    example: { params: { id: EXAMPLE.photo } },
  },
  'POST /api/v1/notifications/conversations/{id}': {
    operationId: 'chooseNotifications',
    tag: 'Notifications',
    summary: 'Sets how a conversation notifies the caller. What is left out stays.',
    caller: 'user',
    scope: 'send',
    params: byUuid,
    body: z.strictObject({
      level: notificationLevel.nullable().optional(),
      muteMinutes: z
        .number()
        .int()
        .min(0)
        .max(10_080)
        .optional()
        .describe('Nothing notifies for so many minutes from now; 0 ends that.'),
    }),
    answers: { 200: done },
    errors: [],
    example: { params: { id: EXAMPLE.photo }, body: { muteMinutes: 60 } },
  },
  'POST /api/v1/notifications/read': {
    operationId: 'markNotificationRead',
    tag: 'Notifications',
    summary: 'Marks a conversation as read up to a seq, as `mark_read` does, without a socket.',
    caller: 'user',
    scope: 'send',
    body: z.strictObject({ conversation: uuid, seq }),
    answers: { 200: done },
    errors: [],
    example: { body: { conversation: EXAMPLE.photo, seq: 1 } },
  },
});
