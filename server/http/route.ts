import { z } from 'zod';
import { fail, isQuadError } from '@/protocol/errors';
import { identifier, secret } from '@/protocol/fields';
import { type Caller, isChange, isFile, type RouteDefinition } from '@/protocol/routes/define';
import { assertAdministrator } from '@/server/accounts/policy';
import type { BotActor, UserActor } from '@/server/actor';
import { type App, getApp } from '@/server/app';
import { parse } from '@/server/parse';
import { actorOf, assertIs, bearerOf } from './actor';
import { addressOf } from './address';
import { readJson } from './body';
import { download, errorResponse, image, json, text } from './respond';

/** A route as it is served: its key, its definition, and what runs it with the parsed request. */
export interface ServedRoute {
  key: string;
  definition: RouteDefinition;
  run: (call: Parsed) => unknown;
}

interface Parsed {
  actor: UserActor | BotActor | null;
  body: object;
  params: object;
  address: string;
  commands: App['commands'];
  app: App;
}

/**
 * Answers a request to a route: parse, load, authorise, run, present. Whatever a client sends, the answer is the
 * route's or an error in the one shape.
 */
export async function serve(
  route: ServedRoute,
  request: Request,
  rawParams: Record<string, string>,
): Promise<Response> {
  const app = getApp();
  try {
    return present(route.definition, await ask(app, route, request, rawParams));
  } catch (error) {
    if (!isQuadError(error)) {
      // The path without its query, which may hold a token; never the body.
      app.log.error(
        { err: error, method: request.method, path: new URL(request.url).pathname },
        'a route failed',
      );
    }
    return errorResponse(error);
  }
}

/** Makes the response of what a route returned, by what its definition says that it answers. */
function present({ answers }: RouteDefinition, result: unknown): Response {
  if (result instanceof Response) return result;
  const content = answers[200];
  if (content === 'text') return text(result as string);
  if (content === 'image') return image(result as Parameters<typeof image>[0]);
  if (isFile(content)) return download(result as Parameters<typeof download>[0]);
  return json(result ?? { ok: true });
}

async function ask(
  app: App,
  { key, definition: { caller, body: bodySchema, params: paramsSchema }, run }: ServedRoute,
  request: Request,
  rawParams: Record<string, string>,
): Promise<unknown> {
  app.load.assertCapacity(isChange(key) ? 'send' : 'read');
  const address = addressOf(request);
  const raw = once(() => (bodySchema ? readJson(request) : Promise.resolve({})));
  // Who shows a valid credential pays for what they send; anybody else, their address.
  const actor = await authenticate(app, caller, request, raw).catch((error: unknown) => {
    if (isQuadError(error) && !['unavailable', 'overloaded'].includes(error.code))
      app.limits.take('anonymous', address);
    throw error;
  });
  if (actor) app.limits.take('request', nameOf(actor));
  else app.limits.take('anonymous', address);
  if (caller === 'administrator' && actor?.kind === 'user') assertAdministrator(actor);

  const body = bodySchema ? parse(bodySchema, await raw()) : {};
  const params = paramsSchema ? parse(paramsSchema, rawParams) : {};
  if (caller === 'self' && actor?.kind === 'user') assertIs(actor, (body as Credentials).id);
  return run({ actor, body, params, address, commands: app.commands, app });
}

/** Judges what the caller shows, before anything else that they say. Null for who may be nobody. */
async function authenticate(
  app: App,
  caller: Caller,
  request: Request,
  raw: () => Promise<unknown>,
): Promise<UserActor | BotActor | null> {
  if (caller === 'anyone') return null;
  if (caller === 'bot') return botOf(app, request, credentialsIn(await raw()));
  const inQuery = caller === 'administrator' ? queryToken(request) : undefined;
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
