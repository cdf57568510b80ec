import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fail } from '@/protocol/errors';
import type { Config } from '@/server/config';
import type { HttpContext } from './context';
import { DOCTOR_PATH, doctor } from './doctor-route';
import { answerError } from './respond';

type OperatorContext = Pick<HttpContext, 'log' | 'metrics' | 'publicUrl' | 'ready' | 'version'> & {
  config: Pick<Config, 'authSecret' | 'metricsToken' | 'trustProxy'>;
};
type OperatorRoute = (
  app: OperatorContext,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;

/** The operator's routes, by path. */
export const OPERATOR_ROUTES = new Map<string, OperatorRoute>([
  ['/healthz', healthz],
  ['/readyz', readyz],
  ['/metrics', metrics],
  [DOCTOR_PATH, doctor],
]);

/** Answers the operator's routes, without Next. Returns false for any other path. */
export async function handleOperatorRoute(
  app: OperatorContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const route = OPERATOR_ROUTES.get((request.url ?? '').split('?')[0] ?? '');
  if (!route) return false;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    answerError(request, response, fail('method_not_allowed', 'This route accepts GET, HEAD only.'), {
      Allow: 'GET, HEAD',
    });
    return true;
  }
  try {
    await route(app, request, response);
  } catch (err) {
    app.log.error({ err, path: request.url?.split('?')[0] }, 'an operator route failed');
    answerError(request, response, err);
  }
  return true;
}

/** Answers that the process runs and takes requests. */
async function healthz(_node: OperatorContext, request: IncomingMessage, response: ServerResponse) {
  respond(request, response, 200, JSON.stringify({ status: 'ok' }));
}

/**
 * Answers whether the node can serve users. Without its broker the node still takes messages and delivers from the log.
 */
async function readyz(app: OperatorContext, request: IncomingMessage, response: ServerResponse) {
  const { ready, database, reason, broker, shortages } = await app.ready();
  const well = broker === 'up' && shortages.length === 0;
  const state = !ready ? 'not ready' : well ? 'ready' : 'degraded';
  respond(
    request,
    response,
    ready ? 200 : 503,
    JSON.stringify({
      status: state,
      database,
      ...(reason !== undefined && { reason }),
      broker,
      ...(shortages.length > 0 && { shortages }),
    }),
  );
}

/** Answers the metrics as Prometheus text, to this machine or with the token. */
async function metrics(app: OperatorContext, request: IncomingMessage, response: ServerResponse) {
  if (!isLocal(request) && !hasToken(request, app.config.metricsToken)) {
    answerError(
      request,
      response,
      fail('forbidden', 'Metrics are available from this machine only, or with METRICS_TOKEN.'),
    );
    return;
  }
  const { registry } = app.metrics;
  respond(request, response, 200, await registry.metrics(), registry.contentType);
}

/**
 * Returns whether a request comes from this machine. A request that a proxy on this machine forwards does not count;
 * its headers show the proxy.
 */
function isLocal({ socket, headers }: IncomingMessage): boolean {
  const forwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  return !forwarded && /^(::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '');
}

function hasToken({ headers }: IncomingMessage, token: string | undefined): boolean {
  if (!token) return false;
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${token}`));
}

function respond(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: string,
  type = 'application/json; charset=utf-8',
): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
