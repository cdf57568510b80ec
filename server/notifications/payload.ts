import type { NotificationKind, NotificationText } from '@/protocol/notifications';
import type { PushAction, PushPayload } from '@/protocol/push';
import { shownText } from '@/texts/read';
import type { Content } from './store/candidates';
import type { Subscription } from './store/subscriptions';
import { wordsOf } from './texts';

/** A message that a user is notified of. */
export interface Notified {
  conversationId: string;
  seq: number;
  kind: NotificationKind;
  content: Content;
  /** What the user lets a notification show. */
  text: NotificationText;
  /** The number of unread messages of the user; undefined when it could not be counted. */
  unread: number | undefined;
}

/** The longest text of a notification, in characters: what fits on a locked screen. */
const MAX_BODY = 400;

const PERSONAL = ['read', 'answer', 'mute'] as const;
const SHARED = ['mute', 'answer', 'read'] as const;
/**
 * The actions of a notification. Browsers show the first two. The one that takes a text is not before another one that is
 * shown: Chromium on Linux would take the other for it.
 */
const ACTIONS: Record<NotificationKind, readonly PushAction[]> = {
  direct: PERSONAL,
  mention: PERSONAL,
  reply: PERSONAL,
  group: SHARED,
  room: SHARED,
};

/** Returns the payload that shows a message on a device of a user, in the language of the device. */
export function messagePayload(
  { conversationId, seq, kind, content, text, unread }: Notified,
  { username, language }: Pick<Subscription, 'username' | 'language'>,
  publicUrl: string,
): PushPayload {
  const words = wordsOf(language);
  const navigate = `${publicUrl}/?c=${conversationId}&m=${seq}`;
  return {
    web_push: 8030,
    notification: {
      ...wording(kind, content, text, language),
      lang: language,
      dir: 'auto',
      navigate,
      tag: conversationId,
      actions: ACTIONS[kind].map((action) => ({ action, title: words[action], navigate })),
    },
    quad: { kind: 'message', user: username, conversation: conversationId, seq, ...badge(unread) },
  };
}

function wording(kind: NotificationKind, content: Content, text: NotificationText, language: string) {
  const words = wordsOf(language);
  if (text === 'nothing') return { title: 'Quad', body: words.message };
  const { from } = content;
  const place = content.kind === 'nearby' ? words.nearby : content.kind === 'direct' ? null : content.title;
  const title = place === null ? from : `${from} · ${place}`;
  if (text === 'sender')
    return { title, body: kind === 'mention' || kind === 'reply' ? words[kind] : words.message };
  const said = shownText(content.text, content.mentions);
  const body = [...(said === '' && content.attached ? words[content.attached] : said)];
  return { title, body: body.length > MAX_BODY ? `${body.slice(0, MAX_BODY).join('')}…` : body.join('') };
}

/** Returns the payload that removes the notification of a conversation that was read elsewhere. */
export function readPayload(conversation: string, seq: number, unread: number | undefined): PushPayload {
  return { quad: { kind: 'read', conversation, seq, ...badge(unread) } };
}

const badge = (unread: number | undefined) => (unread === undefined ? {} : { unread });

/** Returns the payload of a test. */
export function testPayload(language: string, publicUrl: string): PushPayload {
  return {
    web_push: 8030,
    notification: {
      title: 'Quad',
      body: wordsOf(language).test,
      lang: language,
      dir: 'auto',
      navigate: `${publicUrl}/`,
      tag: 'test',
    },
    quad: { kind: 'test' },
  };
}
