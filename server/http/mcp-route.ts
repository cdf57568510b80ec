import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { fail, isQuadError } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import { errorBody } from '@/server/errors';
import { bearerOf } from './actor';
import { readJson } from './body';
import { clientIpOf } from './client-ip';
import type { HttpContext } from './context';
import { listTools, runTool } from './mcp-tools';
import { pathOf } from './paths';
import { errorReply, json, Reply, send } from './respond';

/** The versions of the protocol that the node speaks, the newest first. */
const VERSIONS = ['2025-06-18', '2025-03-26'];

const message = z.object({
  jsonrpc: z.literal('2.0'),
  /** Absent in a notification, which has no answer. */
  id: z.union([z.string().max(200), z.number()]).optional(),
  method: z.string().max(100),
  params: z
    .looseObject({
      protocolVersion: z.unknown(),
      name: z.unknown(),
      arguments: z.unknown(),
    })
    .partial()
    .optional(),
});
type Message = z.infer<typeof message>;

/**
 * Answers `/mcp`, if the settings enable it: the Model Context Protocol over HTTP, without sessions and streams. Its tools
 * read what the user of the token may read. Returns false for any other path.
 */
export async function handleMcp(
  app: HttpContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (!app.config.mcp || pathOf(request.url ?? '') !== '/mcp') return false;
  const reply = await replyTo(app, request).catch((error: unknown) => {
    if (!isQuadError(error)) app.log.error({ err: error }, 'a request of MCP failed');
    return errorReply(error);
  });
  app.metrics.requests.inc({ status: `${Math.floor(reply.status / 100)}xx` });
  await send(request, response, reply);
  return true;
}

async function replyTo(app: HttpContext, request: IncomingMessage): Promise<Reply> {
  if (request.method !== 'POST')
    return errorReply(fail('method_not_allowed', 'This route accepts POST only.'), { Allow: 'POST' });
  // A page of another site could have the name of this host lead here.
  const { origin } = request.headers;
  if (origin !== undefined && origin !== app.publicUrl)
    throw fail('forbidden', `This request is only accepted from pages of ${app.publicUrl}.`);
  app.load.assertCapacity('read');
  const actor = await authenticate(app, request);
  app.limits.take('request', actor.userId);
  const body = await readJson({ stream: request, length: request.headers['content-length'] });
  const parsed = message.safeParse(body);
  if (!parsed.success) return json(failure(null, -32600, 'Not a message of JSON-RPC 2.0.'), { status: 400 });
  if (parsed.data.id === undefined) return new Reply(202, {}, '');
  return json(await answerTo(app, actor, parsed.data));
}

/** Returns the user of the token. A request without a valid token counts against the limit of its IP address. */
async function authenticate(app: HttpContext, request: IncomingMessage): Promise<UserActor> {
  try {
    const token = bearerOf(request.headers.authorization);
    if (token === undefined) throw fail('unauthenticated', 'Send an API token with the scope `read`.');
    return await app.commands.authenticateToken({ token });
  } catch (error) {
    if (isQuadError(error) && !error.retryable) app.limits.take('anonymous', clientIpOf(request, app.config));
    throw error;
  }
}

async function answerTo(
  app: HttpContext,
  actor: UserActor,
  { id = null, method, params = {} }: Message | { id: null; method: string; params?: Message['params'] },
): Promise<object> {
  switch (method) {
    case 'initialize':
      return success(id, {
        protocolVersion: VERSIONS.find((version) => version === params.protocolVersion) ?? VERSIONS[0],
        capabilities: { tools: {} },
        serverInfo: { name: 'quad', version: app.version },
      });
    case 'ping':
      return success(id, {});
    case 'tools/list':
      return success(id, { tools: listTools() });
    case 'tools/call':
      return callTool(app, actor, id, { name: String(params.name), input: params.arguments ?? {} });
    default:
      return failure(id, -32601, 'There is no such method.');
  }
}

type Id = string | number | null;

/** Answers the call of a tool. What the command refuses is a result, so that the model reads why. */
async function callTool(
  app: HttpContext,
  actor: UserActor,
  id: Id,
  call: { name: string; input: unknown },
): Promise<object> {
  try {
    const done = await runTool(app.commands, actor, call);
    if (!done) return failure(id, -32602, 'There is no such tool.');
    return success(id, { content: [{ type: 'text', text: JSON.stringify(done.result) }] });
  } catch (error) {
    if (!isQuadError(error)) app.log.error({ err: error }, 'a tool of MCP failed');
    const { message } = errorBody(error).error;
    return success(id, { content: [{ type: 'text', text: message }], isError: true });
  }
}

const success = (id: Id, result: object) => ({ jsonrpc: '2.0', id, result });
const failure = (id: Id, code: number, message: string) => ({ jsonrpc: '2.0', id, error: { code, message } });
