import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { messageText } from '@/protocol/fields';
import { BotError } from './errors';
import type { BotCall, CallHandler } from './types';
import { type HeardCall, heardCall } from './wire';

/** A handler that takes longer answers by the token: the server sends a call again that is not acknowledged soon. */
const ACKNOWLEDGE_WITHIN_MS = 8_000;
/** The number of calls that are remembered, to handle each once. */
const REMEMBERED = 1000;

export type Acknowledge = (answer?: { text: string }) => void;

/** The handlers of a bot, and what they need of it. */
export interface Calls {
  command(name: string, description: string, handler: CallHandler): void;
  hear(kind: 'mention' | 'direct', handler: CallHandler): void;
  /** The commands, as the server is told of them. */
  commands(): { name: string; description: string }[];
  /** Handles a call of the server, once, and acknowledges it. Never rejects. */
  handle(raw: unknown, acknowledge: Acknowledge): Promise<void>;
}

export function createCalls(bot: {
  answer(token: string, text: string, clientId: string): Promise<string>;
  react(call: HeardCall, emoji: string, on: boolean): Promise<void>;
  failed(error: unknown, call: BotCall): void;
}): Calls {
  const commands = new Map<string, { description: string; handler: CallHandler }>();
  const others = new Map<string, CallHandler>();
  /** What each call is answered with, by its id. */
  const known = new Map<string, ReturnType<typeof answerOf>>();

  function callOf(heard: HeardCall): BotCall {
    const { command: _, ...shown } = heard;
    return {
      ...shown,
      answer: (text) => bot.answer(heard.token, text, randomUUID()),
      react: (emoji, on = true) => bot.react(heard, emoji, on),
    };
  }

  return {
    command: (name, description, handler) => void commands.set(name, { description, handler }),
    hear: (kind, handler) => void others.set(kind, handler),
    commands: () => [...commands].map(([name, { description }]) => ({ name, description })),
    async handle(raw, acknowledge) {
      const { data: heard } = heardCall.safeParse(raw);
      const handler =
        heard &&
        (heard.kind === 'command' ? commands.get(heard.command ?? '')?.handler : others.get(heard.kind));
      if (!heard || !handler) return acknowledge();
      const call = callOf(heard);
      // A call comes again when its acknowledgement was lost: it is handled once, and gets the same answer.
      const earlier = known.get(heard.id);
      const work = earlier ?? answerOf(handler, call);
      known.set(heard.id, work);
      if (known.size > REMEMBERED) known.delete(known.keys().next().value as string);
      const late = new AbortController();
      try {
        // Its error is handled below.
        work.catch(() => undefined);
        const soon = await Promise.race([
          work.then((text) => ({ text })),
          delay(ACKNOWLEDGE_WITHIN_MS, null, { signal: late.signal }).catch(() => null),
        ]);
        if (soon) return acknowledge(soon.text === undefined ? undefined : { text: soon.text });
        acknowledge();
        const text = await work;
        // The id of the call is the client id of its first answer, as of one that is acknowledged.
        if (text !== undefined) await bot.answer(heard.token, text, heard.id);
      } catch (error) {
        acknowledge();
        if (!earlier) bot.failed(error, call);
      } finally {
        late.abort();
      }
    },
  };
}

/** Returns what a handler answers. Throws `BotError` for a text that is no message, which the server would not take. */
async function answerOf(handler: CallHandler, call: BotCall): Promise<string | undefined> {
  const text = await handler(call);
  if (typeof text !== 'string') return undefined;
  const { error } = messageText.safeParse(text);
  if (error) throw new BotError('refused', `The answer ${error.issues[0]?.message}.`);
  return text;
}
