import { z } from 'zod';
import { identifier, secret } from '@/protocol/fields';
import { assertAdministrator } from '@/server/accounts/policy';
import type { BotActor, UserActor } from '@/server/actor';
import { type App, getApp } from '@/server/app';
import { fail, isQuadError } from '@/server/errors';
import { parse } from '@/server/parse';
import { actorOf, assertIs, bearerOf } from './actor';
import { addressOf } from './address';
import { readJson } from './body';
import { errorResponse } from './respond';

/**
 * Who may ask, before the command decides:
 * `caller` a user whose body carries their own `id` and `token`; `user` a user, where `id` in the body is of
 * something else; `administrator` one of those; `bot` a bot that shows something, null if that proves nothing; `anyone`.
 */
type Auth = 'caller' | 'user' | 'administrator' | 'bot' | 'anyone';
type ActorOf<A extends Auth> = A extends 'bot' ? BotActor | null : A extends 'anyone' ? null : UserActor;

type Fields = z.ZodType<object>;

interface Asked<A extends Auth, B extends Fields, P extends Fields> {
  actor: ActorOf<A>;
  body: z.output<B>;
  params: z.output<P>;
  /** Where it is asked from, for the limits of who is nobody yet. */
  address: string;
  commands: App['commands'];
  app: App;
}

export interface Route<A extends Auth, B extends Fields, P extends Fields, R> {
  method: Method;
  auth: A;
  body?: B;
  /** The variable parts of the path. */
  params?: P;
  run: (asked: Asked<A, B, P>) => Promise<R> | R;
  present: (result: R) => Response;
}

type Handler = (
  request: Request,
  context: { params: Promise<Record<string, string | string[]>> },
) => Promise<Response>;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
type Handlers = Record<(typeof METHODS)[number], Handler>;
type Method = 'GET' | 'POST' | 'DELETE';

const nothing = z.object({});

/**
 * A REST route as Next wants it: parse, load, authorise, run, present. Whatever a client sends, the answer is
 * the route's or an error in the one shape; another method is answered 405 with what is allowed.
 */
export function route<
  A extends Auth,
  R,
  B extends Fields = typeof nothing,
  P extends Fields = typeof nothing,
>(definition: Route<A, B, P, R>): Handlers {
  return routes(on(definition));
}

/** The same for a path that takes several methods, each as `on` says. */
export function routes(...taken: { method: Method; answer: Handler }[]): Handlers {
  const allowed = taken.map(({ method }) => (method === 'GET' ? 'GET, HEAD' : method)).join(', ');
  const refuse: Handler = async () =>
    counted(
      errorResponse(fail('method_not_allowed', `This route accepts ${allowed} only.`), { Allow: allowed }),
    );
  return Object.fromEntries(
    METHODS.map((method) => [method, taken.find((handled) => handled.method === method)?.answer ?? refuse]),
  ) as Handlers;
}

/** What one method of a path does. */
export function on<A extends Auth, R, B extends Fields = typeof nothing, P extends Fields = typeof nothing>(
  definition: Route<A, B, P, R>,
): { method: Method; answer: Handler } {
  const answer: Handler = async (request, context) => {
    const app = getApp();
    try {
      return counted(definition.present(await ask(app, definition, request, await context.params)));
    } catch (error) {
      if (!isQuadError(error)) {
        // The path without its query, which may hold a token; never the body.
        app.log.error(
          { err: error, method: request.method, path: new URL(request.url).pathname },
          'a route failed',
        );
      }
      return counted(errorResponse(error));
    }
  };
  return { method: definition.method, answer };
}

/** What is answered where no route is, by any method. */
export function missing(): Handlers {
  const answer: Handler = async () => counted(errorResponse(fail('not_found', 'This route does not exist.')));
  return Object.fromEntries(METHODS.map((method) => [method, answer])) as Handlers;
}

async function ask<A extends Auth, B extends Fields, P extends Fields, R>(
  app: App,
  { method, auth, body: bodySchema, params: paramsSchema, run }: Route<A, B, P, R>,
  request: Request,
  rawParams: Record<string, string | string[]>,
): Promise<R> {
  app.load.assertCapacity(method === 'GET' ? 'read' : 'send');
  const address = addressOf(request);
  const raw = once(() => (bodySchema ? readJson(request) : Promise.resolve({})));
  // Who shows a valid credential pays for what they send; anybody else, their address.
  const actor = await authenticate(app, auth, request, raw).catch((error: unknown) => {
    if (isQuadError(error) && !['unavailable', 'overloaded'].includes(error.code))
      app.limits.take('anonymous', address);
    throw error;
  });
  if (actor) app.limits.take('request', nameOf(actor));
  else app.limits.take('anonymous', address);
  if (auth === 'administrator' && actor?.kind === 'user') assertAdministrator(actor);

  const body = bodySchema ? parse(bodySchema, await raw()) : ({} as z.output<B>);
  const params = paramsSchema ? parse(paramsSchema, rawParams) : ({} as z.output<P>);
  if (auth === 'caller' && actor?.kind === 'user') assertIs(actor, (body as Credentials).id);
  return run({ actor: actor as ActorOf<A>, body, params, address, commands: app.commands, app });
}

/** Judges what the caller shows, before anything else that they say. Null for who may be nobody. */
async function authenticate(
  app: App,
  auth: Auth,
  request: Request,
  raw: () => Promise<unknown>,
): Promise<UserActor | BotActor | null> {
  if (auth === 'anyone') return null;
  if (auth === 'bot') return botOf(app, request, credentialsIn(await raw()));
  const inQuery = auth === 'administrator' ? queryToken(request) : undefined;
  // What is wrong with a body that holds no token is said once it is known who asks.
  const inBody = async () => credentialsIn(await raw().catch(() => undefined)).token;
  const actor = await actorOf(app, request, async () => (await inBody()) ?? inQuery);
  if (actor) return actor;
  await raw(); // a body that cannot be read may have held the token
  throw fail('unauthenticated', 'Sign in, or send a valid token.');
}

interface Credentials {
  id?: string | undefined;
  token?: string | undefined;
  pass?: string | undefined;
}

const credentials = z.object({
  id: identifier.optional().catch(undefined),
  token: secret.optional().catch(undefined),
  pass: secret.optional().catch(undefined),
});

/** What a body shows, whatever else is in it; of the original's lists, the last one counts. */
function credentialsIn(raw: unknown): Credentials {
  return credentials.catch({}).parse(Array.isArray(raw) ? raw.at(-1) : raw);
}

/** A bot that shows nothing is refused here; one whose proof is wrong is null, and the command says what it gets. */
async function botOf(app: App, request: Request, { id, token, pass }: Credentials): Promise<BotActor | null> {
  const shown = bearerOf(request) ?? token;
  if (shown === undefined && pass === undefined)
    throw fail('unauthenticated', 'Send the token that /API/bot/auth returned for this bot, or its secret.');
  if (id === undefined) return null; // which the body's schema refuses
  try {
    return await app.commands.authenticateBot({ id, token: shown, pass });
  } catch (error) {
    if (isQuadError(error) && ['unauthenticated', 'forbidden'].includes(error.code)) return null;
    throw error;
  }
}

function nameOf(actor: UserActor | BotActor): string {
  return actor.kind === 'user' ? actor.userId : `bot:${actor.botId}`;
}

/** Only the original's administration takes a token in the address, where logs and histories keep it. */
function queryToken(request: Request): string | undefined {
  return new URL(request.url).searchParams.get('token') ?? undefined;
}

/** The answer of `work`, done at most once. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= work();
    return answer;
  };
}

function counted(response: Response): Response {
  getApp().metrics.requests.inc({ status: `${Math.floor(response.status / 100)}xx` });
  return response;
}
