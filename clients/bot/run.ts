import { setTimeout as delay } from 'node:timers/promises';
import type { BotError } from './errors';
import { createBot } from './sdk';
import type { Terminal } from './terminal';

interface Options {
  url: string;
  id: string;
  secret: string;
  message: string;
  intervalSeconds: number;
  /** The number of messages; unlimited when missing. */
  count?: number | undefined;
  /** Aborted when the user or the supervisor stops the bot. */
  signal: AbortSignal;
}

/**
 * Sends the message to the bot's building at once and at every interval, until it is stopped or has sent it `count`
 * times. Throws a `BotError` when the server no longer accepts the bot.
 */
export async function run(terminal: Terminal, options: Options): Promise<void> {
  const { id, url, secret, message, signal } = options;
  const bot = createBot({ url, id, secret });
  let refusal: BotError | undefined;
  const over = new AbortController();
  const finish = () => void bot.stop();
  bot.on('ready', (building) => {
    terminal.say(`${id} runs in ${building.name} (${building.id}).`, { event: 'ready', id, building });
  });
  bot.on('reconnecting', (inMs, reason) => {
    const inSeconds = (inMs / 1000).toFixed(1);
    terminal.say(`${reason.message} Trying again in ${inSeconds} s.`, {
      event: 'reconnecting',
      inMs,
      reason: reason.code,
    });
  });
  bot.on('stopped', (error) => {
    refusal = error;
    over.abort();
  });
  signal.addEventListener('abort', finish, { once: true });
  try {
    if (!signal.aborted) await bot.start();
    for (let sent = 1; !signal.aborted; sent += 1) {
      await bot.say(message);
      terminal.say(`Sent (${sent}).`, { event: 'sent', count: sent });
      if (sent === options.count) break;
      await delay(options.intervalSeconds * 1000, undefined, { signal: over.signal });
    }
  } catch (error) {
    // The error that ended the bot says more than the error of the interrupted message.
    if (refusal) throw refusal;
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', finish);
    await bot.stop();
  }
  terminal.say('Stopped.', { event: 'stopped' });
}
