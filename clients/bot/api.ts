import type { z } from 'zod';
import { BotError, fromServer, notAuthorised, unreachable } from './errors';
import { authAnswer, buildingsAnswer, type Check, checkAnswer, errorAnswer, registerAnswer } from './wire';

const TIMEOUT_MS = 10_000;

/** Returns functions that call the bot routes under /API. They throw `BotError` only. */
export function createApi(url: string) {
  const base = url.replace(/\/+$/, '');

  async function call<S extends z.ZodType>(
    path: string,
    schema: S,
    init: { body?: unknown; token?: string } = {},
  ): Promise<z.output<S>> {
    let status: number;
    let text: string;
    try {
      const answer = await fetch(`${base}/API/bot/${path}`, {
        method: init.body === undefined ? 'GET' : 'POST',
        headers: {
          ...(init.body !== undefined && { 'content-type': 'application/json' }),
          ...(init.token !== undefined && { authorization: `Bearer ${init.token}` }),
        },
        ...(init.body !== undefined && { body: JSON.stringify(init.body) }),
        // A redirect would carry the secret to another server.
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      status = answer.status;
      text = await answer.text();
    } catch (cause) {
      throw unreachable(base, cause);
    }
    const json = fromJson(text);
    const refused = errorAnswer.safeParse(json);
    if (refused.success) throw fromServer(refused.data.error);
    const parsed = schema.safeParse(json);
    if (status !== 200 || !parsed.success) {
      throw new BotError(
        'unreachable',
        `The server at ${base} is not Quad (status ${status}). Check the URL.`,
      );
    }
    return parsed.data;
  }

  const check = (id: string): Promise<Check> => call(`check/${encodeURIComponent(id)}`, checkAnswer);
  return {
    check,
    buildings: () => call('show/buildings', buildingsAnswer),
    /** Registers a bot and returns its secret, which is shown only once. `token` is the owner's API token. */
    async register(bot: { id: string; building: string; token: string }): Promise<string> {
      const body = { id: bot.id, b_id: bot.building };
      return (await call('register', registerAnswer, { body, token: bot.token })).pass;
    },
    /** Returns a token that is valid for a day. Throws a `BotError` that says why there is none. */
    async authenticate(id: string, secret: string): Promise<string> {
      const { auth, token } = await call('auth', authAnswer, { body: { id, pass: secret } });
      if (auth === 1 && token !== undefined) return token;
      const state = await check(id);
      if (state.new !== undefined)
        throw new BotError('unknown_bot', `There is no bot ${id}. Register it first.`);
      if (state.auth !== undefined) throw notAuthorised();
      throw new BotError('bad_credentials', `The secret of the bot ${id} is wrong.`);
    },
  };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON: the schemas refuse it
  }
}
