import type { IncomingMessage, ServerResponse } from 'node:http';
import { isQuadError } from '@/protocol/errors';
import type { HookAnswer } from '@/protocol/hooks';
import { errorBody, httpStatus } from '@/server/errors';
import { readBounded } from './body';
import { clientIpOf } from './client-ip';
import type { HttpContext } from './context';
import { pathOf } from './paths';

const PREFIX = '/hooks/';
const PATH = /^\/hooks\/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\/([\w-]{43})$/;
const MAX_BYTES = 256 * 1024;

const STATUS: Record<HookAnswer, number> = {
  ok: 200,
  no_text: 400,
  invalid_payload: 400,
  action_prohibited: 403,
  no_service: 404,
  too_large: 413,
  rate_limited: 429,
};

/**
 * Answers the webhooks of bots as Slack does: a status and a word as plain text. Returns false for any other path. The
 * path is a secret, so it reaches no log.
 */
export async function handleHook(
  app: HttpContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const path = pathOf(request.url ?? '');
  if (!path.startsWith(PREFIX)) return false;
  const [status, word, headers] = await answerTo(app, request, path);
  app.metrics.requests.inc({ status: `${Math.floor(status / 100)}xx` });
  response
    .writeHead(status, {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      ...headers,
    })
    .end(word);
  return true;
}

type Answer = [status: number, word: string, headers?: Record<string, string>];

async function answerTo(app: HttpContext, request: IncomingMessage, path: string): Promise<Answer> {
  if (request.method !== 'POST') return [405, 'method_not_allowed', { Allow: 'POST' }];
  try {
    app.load.assertCapacity('send');
    const [, id, secret] = PATH.exec(path) ?? [];
    const read = () => readPayload(request);
    const answer = id && secret ? await app.commands.receiveHook({ id, secret, read }) : 'no_service';
    // A valid secret counts against the bot's limit of messages, anything else against the limit of its address.
    if (answer !== 'ok') app.limits.take('anonymous', clientIpOf(request, app.config));
    return [STATUS[answer], answer];
  } catch (err) {
    if (!isQuadError(err)) app.log.error({ err }, 'a webhook failed');
    const { code, retryAfter } = errorBody(err).error;
    return [httpStatus(err), code, retryAfter ? { 'Retry-After': String(retryAfter) } : {}];
  } finally {
    request.resume();
  }
}

/** Returns the payload: JSON, or a form with JSON in the field `payload`; undefined when it is neither. */
async function readPayload(request: IncomingMessage): Promise<unknown> {
  const bytes = await readBounded({ stream: request, length: request.headers['content-length'] }, MAX_BYTES);
  const body = Buffer.from(bytes).toString();
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers['content-type'] ?? '');
  // Curl says that a body is a form unless it is told otherwise.
  const form = isForm && !body.trimStart().startsWith('{');
  try {
    return JSON.parse(form ? (new URLSearchParams(body).get('payload') ?? '') : body);
  } catch {
    return undefined;
  }
}
