/**
 * The types of the SDK. They use nothing of Node, of the browser or of other packages, so that they compile in any
 * project.
 */
import type { BotError } from './errors';

/** A building or a conversation. */
export interface BotBuilding {
  id: string;
  name: string;
}

/** What the SDK uses of an `AbortSignal`. */
export interface StopSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface BotOptions {
  /** The server's URL, for example `http://127.0.0.1:3000`. */
  url: string;
  id: string;
  /** The secret from the registration; each connection fetches a token with it. */
  secret?: string;
  /** A token of /API/bot/auth, instead of the secret. It is valid for a day. */
  token?: string;
}

export interface StartOptions {
  /**
   * Waits, and tries again, while no server answers, while no administrator has authorised the bot, and while it runs
   * elsewhere. Without it, `start` throws at the first such answer.
   */
  wait?: boolean;
  /** Ends the waiting: `start` throws `stopped`. */
  signal?: StopSignal;
}

/** Where a bot hears and sends. `direct` is the conversation of one person with the bot. */
export interface BotPlace {
  /** The id of the conversation. */
  id: string;
  kind: 'building' | 'group' | 'channel' | 'direct';
  /** Of a building or a public channel. */
  title: string | null;
}

/** What a person wrote to the bot. It never says who. */
export interface BotCall {
  id: string;
  kind: 'command' | 'mention' | 'direct';
  place: BotPlace;
  /** The id of the message. */
  message: string;
  /** What follows the command, or the message. */
  text: string;
  /** The same for all messages of one person to this bot. */
  person: string;
  at: string;
  /** Answers it, also from another program: `POST /api/v1/bot-answers`. */
  token: string;
  /** Answers as a reply, up to 5 times within 30 minutes. Resolves to the id of the answer. */
  answer(text: string): Promise<string>;
  /** Adds a reaction to the message, or removes it. */
  react(emoji: string, on?: boolean): Promise<void>;
}

/** Handles a call. A returned text is the answer. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler without a result
export type CallHandler = (call: BotCall) => string | void | Promise<string | void>;

export interface SayOptions {
  /** The id of a conversation that the bot is in; its building if not given. */
  place?: string;
  /** The id of the message that this one answers. */
  replyTo?: string;
  /** Ends the waiting: `say` throws `stopped`. The message may have been sent. */
  signal?: StopSignal;
}

export interface BotEvents {
  /** The bot has connected or reconnected. */
  ready: [building: BotBuilding];
  /** `start` waits; the next attempt is in this many milliseconds. */
  waiting: [inMs: number, reason: BotError];
  /** The connection was lost; the next attempt is in this many milliseconds. */
  reconnecting: [inMs: number, reason: BotError];
  /** A handler threw this error. */
  failed: [error: unknown, call: BotCall];
  /** The bot has ended: by `stop()` (no error), or because the server no longer accepts it. */
  stopped: [error: BotError | undefined];
}

type Listener<E extends keyof BotEvents> = (...args: BotEvents[E]) => void;

export interface Bot {
  /** Connects and returns the bot's building. Throws a `BotError`. Once started, the bot reconnects by itself. */
  start(options?: StartOptions): Promise<BotBuilding>;
  /**
   * Sends a message to everyone in the building, or to `place`; resolves to its id when the server has stored it. It waits for a
   * connection and retries as long as that can help; the message is stored once.
   */
  say(text: string, options?: SayOptions): Promise<string>;
  /**
   * Handles a command: a message that begins with `/` and the name, in a place of the bot. Pages suggest it with its
   * description. Call it before `start`.
   */
  command(name: string, description: string, handler: CallHandler): this;
  /** Handles mentions of the bot (`@id`), or messages to it alone. Call it before `start`. */
  hear(kind: 'mention' | 'direct', handler: CallHandler): this;
  /** Replaces the text of a message of the bot. */
  edit(message: string, text: string): Promise<void>;
  /** Deletes a message of the bot. */
  delete(message: string): Promise<void>;
  /** Returns how many people a message would reach; null for fewer than five. */
  audience(place?: string): Promise<number | null>;
  stop(): Promise<void>;
  on<E extends keyof BotEvents>(event: E, listener: Listener<E>): this;
  once<E extends keyof BotEvents>(event: E, listener: Listener<E>): this;
  off<E extends keyof BotEvents>(event: E, listener: Listener<E>): this;
}
