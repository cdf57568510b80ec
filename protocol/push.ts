import type { AlertKind } from './alert-kinds';

/**
 * What a push message contains, as JSON: the service worker reads it. `web_push` and `notification` are those of
 * declarative push messages, which some browsers show without the worker. Types only, so that the worker contains no
 * parser.
 */
export interface PushPayload {
  web_push?: 8030;
  notification?: {
    title: string;
    body: string;
    lang: string;
    dir: 'auto';
    /** The URL that a tap opens. */
    navigate: string;
    /** One notification is shown for each tag: the newest. */
    tag: string;
    actions?: { action: PushAction; title: string; navigate: string }[];
  };
  quad: PushMessage;
}

/** What a user can do on a notification: write an answer, mark the conversation as read, mute it for an hour. */
export type PushAction = 'answer' | 'read' | 'mute';

export type PushMessage =
  /**
   * A message to show. `user` is the id of its reader; `unread` is the number for the app's badge, which
   * stays without it.
   */
  | { kind: 'message'; user: string; conversation: string; seq: number; unread?: number }
  /** The conversation was read up to `seq` elsewhere: its notification is removed. */
  | { kind: 'read'; conversation: string; seq: number; unread?: number }
  /**
   * A revision of an alert. The worker keeps the greatest revision of each alert, and shows nothing older, and nothing
   * active after one that is not.
   */
  | {
      kind: 'alert';
      user: string;
      alert: string;
      revision: number;
      active: boolean;
      alertKind: AlertKind;
    }
  /** To a warden: people have not seen an alert. */
  | { kind: 'roll_call'; alert: string }
  /** To an approver: a draft of an alert waits. */
  | { kind: 'draft'; draft: string }
  /** A test that the user asked for. */
  | { kind: 'test' };

/** An answer that could not be sent from a notification: the main page of this user sends it. */
export interface UnsentAnswer {
  user: string;
  conversation: string;
  text: string;
  /** The client id of the attempt that failed: a message that was stored all the same is not stored twice. */
  clientId: string;
}

/**
 * What a page asks the service worker at its start and when it has shown a URL: for the answers of the user who is signed
 * in in the page, and for a URL that it was told before it listened.
 */
export interface AnswersWanted {
  answersOf: string;
  /** The URL that it has shown. */
  opened?: string;
}

/** What the service worker tells a page: the URL to show, and what the page has to send. */
export interface WorkerMessage {
  open?: string;
  answers?: readonly UnsentAnswer[];
}
