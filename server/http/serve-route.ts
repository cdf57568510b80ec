import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { fail, isQuadError } from '@/protocol/errors';
import { clientMessageId, identifier, secret } from '@/protocol/fields';
import { type Caller, isChange, isFile, isXml, type RouteDefinition } from '@/protocol/routes/define';
import { assertAdministrator } from '@/server/accounts/policy';
import type { BotActor, UserActor } from '@/server/actor';
import type { BoundCommands } from '@/server/commands';
import { parse } from '@/server/parse';
import { actorOf, assertIs, bearerOf } from './actor';
import { readBounded, readJson } from './body';
import { clientIpOf } from './client-ip';
import type { HttpContext } from './context';
import { pathOf } from './paths';
import {
  attachment,
  errorReply,
  exported,
  image,
  isShared,
  json,
  oauthErrorReply,
  published,
  Reply,
  tagged,
  text,
} from './respond';

/** A route as it is served: its key, its definition, and the function that runs it with the parsed request. */
export interface ServedRoute {
  key: string;
  definition: RouteDefinition;
  run: (call: Parsed) => unknown;
}

interface Parsed {
  actor: UserActor | BotActor | null;
  query: object;
  key: string | undefined;
  body: object;
  upload: () => Promise<Uint8Array>;
  mediaType: string;
  params: object;
  clientIp: string;
  commands: BoundCommands;
  app: HttpContext;
}

/**
 * Answers a request to a route: parse, load, authorise, run, present. The answer is always the route's or an error in
 * the shape of all errors, whatever a client sends.
 */
export async function serveRoute(
  app: HttpContext,
  route: ServedRoute,
  request: IncomingMessage,
  { params, requestId }: { params: Record<string, string>; requestId: string },
): Promise<Reply> {
  const counted: Counted = { headers: {} };
  const reply = await replyOf(app, route, request, { params, requestId, counted });
  return isShared(reply) ? reply : reply.with(counted.headers);
}

/** The headers that say what the caller has left of the limit of requests, once it has been counted. */
interface Counted {
  headers: Record<string, string>;
}

async function replyOf(
  app: HttpContext,
  route: ServedRoute,
  request: IncomingMessage,
  { params, requestId, counted }: { params: Record<string, string>; requestId: string; counted: Counted },
): Promise<Reply> {
  try {
    const reply = present(route.definition, await ask(app, route, request, params, counted));
    return route.definition.etag ? tagged(reply, request.headers['if-none-match']) : reply;
  } catch (error) {
    if (!isQuadError(error)) {
      // Logs the path without its query, which may contain a token, and never the body.
      app.log.error(
        { err: error, requestId, method: request.method, path: pathOf(request.url ?? '') },
        'a route failed',
      );
    }
    return route.definition.oauth ? oauthErrorReply(error) : errorReply(error);
  }
}

/** Converts the result of a route to a reply, by the answers of its definition. */
function present({ answers }: RouteDefinition, result: unknown): Reply {
  if (result instanceof Reply) return result;
  const content = answers[200];
  if (content === 'text') return text(result as string);
  if (content === 'image') return image(result as Parameters<typeof image>[0]);
  if (content === 'download') return attachment(result as Parameters<typeof attachment>[0]);
  if (isXml(content)) return published({ type: content.xml, ...(result as { xml: string; changed: Date }) });
  if (isFile(content)) return exported(result as Parameters<typeof exported>[0]);
  return json(result ?? { ok: true });
}

async function ask(
  app: HttpContext,
  {
    key: name,
    definition: {
      tag,
      caller,
      body: bodySchema,
      maxBytes,
      params: paramsSchema,
      query: querySchema,
      upload: uploaded,
      oauth,
      idempotent,
    },
    run,
  }: ServedRoute,
  request: IncomingMessage,
  rawParams: Record<string, string>,
  counted: Counted,
): Promise<unknown> {
  app.load.assertCapacity(tag === 'Alerts' ? 'alert' : isChange(name) ? 'send' : 'read');
  const clientIp = clientIpOf(request, app.config);
  const readBody = oauth && isForm(request) ? formOf : bodyOf;
  const raw = once(() => (bodySchema ? readBody(request, maxBytes) : Promise.resolve({})));
  // With a valid credential the request counts against the actor's limit, otherwise against that of its IP address.
  const actor = await authenticate(app, caller, request, maxBytes ? noBody : raw).catch((error: unknown) => {
    if (isQuadError(error) && !['unavailable', 'overloaded'].includes(error.code))
      take(app, 'anonymous', clientIp, counted);
    throw error;
  });
  if (actor) take(app, 'request', nameOf(actor), counted);
  else take(app, 'anonymous', clientIp, counted);
  if (caller === 'administrator' && actor?.kind === 'user') assertAdministrator(actor);

  const body = bodySchema ? parse(bodySchema, await raw()) : {};
  const params = paramsSchema ? parse(paramsSchema, rawParams) : {};
  const query = querySchema ? parse(querySchema, queryOf(request)) : {};
  const key = idempotent ? idempotencyKeyOf(request) : undefined;
  if (caller === 'self' && actor?.kind === 'user') assertIs(actor, (body as Credentials).id);
  // The command reads an upload after its own checks.
  const upload = once(() =>
    uploaded ? readBounded(unread(request), uploaded.maxBytes) : Promise.resolve(new Uint8Array()),
  );
  return run({
    actor,
    body,
    params,
    query,
    key,
    upload,
    mediaType: request.headers['content-type'] ?? '',
    clientIp,
    commands: app.commands,
    app,
  });
}

/** Counts the request against a limit, and notes what is left of it. Throws `rate_limited`. */
function take(
  { limits }: HttpContext,
  limit: 'request' | 'anonymous',
  subject: string,
  counted: Counted,
): void {
  try {
    limits.take(limit, subject);
  } finally {
    const state = limits.stateOf(limit, subject);
    if (state)
      counted.headers = {
        'RateLimit-Policy': `"${limit}";q=${state.quota};w=${state.window}`,
        RateLimit: `"${limit}";r=${state.remaining};t=${state.reset}`,
      };
  }
}

/** Authenticates the request before its other content is checked. Returns null when the route needs no credential. */
async function authenticate(
  app: HttpContext,
  caller: Caller,
  request: IncomingMessage,
  raw: () => Promise<unknown>,
): Promise<UserActor | BotActor | null> {
  if (caller === 'anyone') return null;
  if (caller === 'bot') return botOf(app, request, credentialsIn(await raw()));
  const isAdministration = caller === 'administrator';
  const inQuery = isAdministration ? queryToken(request) : undefined;
  // Legacy clients may send the token in the body of a GET, too.
  const body = isAdministration && request.method === 'GET' ? () => bodyOf(request) : raw;
  // An invalid body without a token is reported only after authentication.
  const inBody = async () => credentialsIn(await body().catch(() => undefined)).token;
  const actor = await actorOf(app, request, async () => (await inBody()) ?? inQuery);
  if (actor) return actor;
  await raw(); // reports an invalid body, which may have contained the token
  throw fail('unauthenticated', 'Sign in, or send a valid token.');
}

const unread = (request: IncomingMessage) => ({ stream: request, length: request.headers['content-length'] });
const bodyOf = (request: IncomingMessage, limit?: number) => readJson(unread(request), limit);
/** A large body is read only after the caller is authenticated. */
const noBody = async () => ({});

interface Credentials {
  id?: string | undefined;
  token?: string | undefined;
  pass?: string | undefined;
}

const credentials = z
  .object({
    id: identifier.optional().catch(undefined),
    token: secret.optional().catch(undefined),
    pass: secret.optional().catch(undefined),
  })
  .catch({});

/**
 * Returns the credentials in a body, whatever else it contains; in legacy lists, the last element counts.
 */
function credentialsIn(raw: unknown): Credentials {
  return credentials.parse(Array.isArray(raw) ? raw.at(-1) : raw);
}

/**
 * Returns the bot of a request. Throws `unauthenticated` without a credential; returns null for a wrong credential, and
 * the command decides on the answer.
 */
async function botOf(
  app: HttpContext,
  request: IncomingMessage,
  { id, token, pass }: Credentials,
): Promise<BotActor | null> {
  const shown = bearerOf(request.headers.authorization) ?? token;
  if (shown === undefined && pass === undefined)
    throw fail('unauthenticated', 'Send the token that /API/bot/auth returned for this bot, or its secret.');
  if (id === undefined) return null; // the body's schema refuses it later
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

/**
 * Returns the parameters of the query, without the token that `queryToken` reads. Throws `bad_request` for a parameter
 * that is given twice.
 */
function queryOf(request: IncomingMessage): Record<string, string> {
  const given = new URL(request.url ?? '', 'http://quad.invalid').searchParams;
  given.delete('token');
  return parametersOf(given);
}

const isForm = ({ headers }: IncomingMessage) =>
  /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers['content-type'] ?? '');

/** Returns the fields of a form. Throws `bad_request` for a field that is given twice. */
async function formOf(request: IncomingMessage, limit?: number): Promise<Record<string, string>> {
  const bytes = await readBounded(unread(request), limit);
  return parametersOf(new URLSearchParams(Buffer.from(bytes).toString()));
}

function parametersOf(given: URLSearchParams): Record<string, string> {
  const names = [...given.keys()];
  if (new Set(names).size < names.length) throw fail('bad_request', 'A parameter is given twice.');
  return Object.fromEntries(given);
}

/** Returns the key by which a request that is sent again is recognised. Throws `bad_request` for a malformed one. */
function idempotencyKeyOf({ headers }: IncomingMessage): string | undefined {
  const key = headers['idempotency-key'];
  return key === undefined
    ? undefined
    : parse(z.object({ 'Idempotency-Key': clientMessageId }), { 'Idempotency-Key': key })['Idempotency-Key'];
}

/**
 * Returns the token of the query. Only the legacy administration accepts it there, because logs and histories keep
 * URLs.
 */
function queryToken(request: IncomingMessage): string | undefined {
  return new URL(request.url ?? '', 'http://quad.invalid').searchParams.get('token') ?? undefined;
}

/** Returns a function that runs `work` once and returns its promise at every call. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= work();
    return answer;
  };
}
