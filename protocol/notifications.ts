import { z } from 'zod';
import { timeZone } from './fields';
import { conversationKind } from './messages';

const instant = z.iso.datetime();

const NOTIFICATION_OUTCOMES = [
  'due',
  'sent',
  'failed',
  'shown',
  'read',
  'request',
  'muted',
  'paused',
  'not_chosen',
  'do_not_disturb',
  'quiet_hours',
  'gone',
] as const;
export type NotificationOutcome = (typeof NOTIFICATION_OUTCOMES)[number];

const NOTIFICATION_KINDS = ['direct', 'mention', 'reply', 'group', 'room'] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

export const notificationText = z.enum(['all', 'sender', 'nothing']).meta({
  id: 'NotificationText',
  description: 'What a notification shows: the sender and the text, the sender, or neither.',
});
export type NotificationText = z.infer<typeof notificationText>;

export const notificationLevel = z.enum(['all', 'mentions', 'nothing']).meta({
  id: 'NotificationLevel',
  description:
    'Of which messages of a conversation the user is notified: all, those that mention the user or reply to the user, or none.',
});
export type NotificationLevel = z.infer<typeof notificationLevel>;

const minuteOfDay = z.number().int().min(0).max(1439).describe('Minutes after midnight.');
export const quietHours = z
  .strictObject({ from: minuteOfDay, until: minuteOfDay, timeZone })
  .meta({ id: 'QuietHours', description: 'A part of each day without notifications; it can span midnight.' });

const wireNotificationSettings = z
  .strictObject({
    text: notificationText,
    groups: z
      .boolean()
      .describe('Whether every message of a group notifies; otherwise mentions and replies only.'),
    quiet: quietHours.nullable(),
    doNotDisturbUntil: instant.nullable().describe('Until then nothing notifies.'),
  })
  .meta({ id: 'NotificationSettings' });
export type WireNotificationSettings = z.infer<typeof wireNotificationSettings>;

const wireNotificationDevice = z
  .strictObject({
    id: z.uuid().describe('The id of the sign-in.'),
    browser: z.string().nullable(),
    system: z.string().nullable(),
    current: z.boolean().describe('It is the browser that sends this request.'),
    directOnly: z.boolean().describe('Only direct messages notify on this device.'),
    at: instant.describe('Since when it is notified.'),
    accepted: instant
      .nullable()
      .describe('When its push service last accepted a notification; null for never.'),
    failure: z.string().nullable().describe('Why the last notification was not accepted; null when it was.'),
  })
  .meta({ id: 'NotificationDevice', description: 'A browser that is notified.' });
export type WireNotificationDevice = z.infer<typeof wireNotificationDevice>;

const wireNotificationChoice = z
  .strictObject({
    conversation: z.uuid(),
    title: z
      .string()
      .nullable()
      .describe("The other person's, the building's or the conversation's name; null without one."),
    level: notificationLevel.nullable().describe("Null for the default of the conversation's kind."),
    mutedUntil: instant.nullable(),
  })
  .meta({ id: 'NotificationChoice', description: "The user's choice for one conversation." });
export type WireNotificationChoice = z.infer<typeof wireNotificationChoice>;

export const wireNotifications = z
  .strictObject({
    key: z
      .string()
      .nullable()
      .describe(
        'The public key with which a browser subscribes (`applicationServerKey`); null if notifications are off.',
      ),
    settings: wireNotificationSettings,
    devices: z.array(wireNotificationDevice),
    conversations: z.array(wireNotificationChoice),
  })
  .meta({ id: 'Notifications', description: 'How the user is notified.' });
export type WireNotifications = z.infer<typeof wireNotifications>;

const PUSH_RESULTS = ['accepted', 'ended', 'refused', 'later', 'direct_only'] as const;
export type PushResult = (typeof PUSH_RESULTS)[number];
export const pushResult = z.enum(PUSH_RESULTS).meta({
  id: 'PushResult',
  description:
    'What became of a notification on a device: `accepted` by its push service; `ended`: the browser does not take any more; `refused`; `later`: it is tried again; `direct_only`: the device takes direct messages only.',
});

export const wireDecision = z
  .strictObject({
    conversation: z.strictObject({ id: z.uuid(), kind: conversationKind, title: z.string().nullable() }),
    seq: z.number().int(),
    from: z.string().nullable().describe('The name of the sender; null when the message is gone.'),
    at: instant.describe('When the message was sent.'),
    kind: z.enum(NOTIFICATION_KINDS).describe('Why the message concerns the user.'),
    outcome: z
      .enum(NOTIFICATION_OUTCOMES)
      .describe(
        'Why the user was notified or not: `due` it is being sent, `sent`, `failed`, `shown` by a visible page, `read` before, ' +
          '`request` of a stranger, `muted`, `paused` for a time, `not_chosen`, `do_not_disturb`, `quiet_hours`, `gone` no device was left.',
      ),
    devices: z.array(
      z.strictObject({ name: z.string(), result: pushResult }).meta({ id: 'NotificationDelivery' }),
    ),
  })
  .meta({
    id: 'NotificationDecision',
    description: 'What was decided about notifying the user of a message.',
  });
export type WireDecision = z.infer<typeof wireDecision>;
