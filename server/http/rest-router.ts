import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fail } from '@/protocol/errors';
import { definitionOf, type RouteName, routeNames } from '@/protocol/routes';
import { isFile, type Method, splitKey } from '@/protocol/routes/define';
import type { HttpContext } from './context';
import { handlerOf } from './handlers';
import { segmentsOf } from './paths';
import { errorReply, isShared, type Reply, send } from './respond';
import { type ServedRoute, serveRoute } from './serve-route';

interface Path {
  segments: string[];
  /** The routes of the path, by method. */
  served: Map<string, ServedRoute>;
}

const paths = readPaths();

/**
 * Answers any request to the REST API except next-auth's: runs the route of its path and method, otherwise answers 404
 * or 405.
 */
export async function handleRest(
  app: HttpContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = requestIdOf(request);
  const reply = await replyTo(app, request, requestId);
  app.metrics.requests.inc({ status: `${Math.floor(reply.status / 100)}xx` });
  await send(request, response, isShared(reply) ? reply : reply.with({ 'X-Request-Id': requestId }));
}

/** Returns the id that the client gave the request, if it is one; otherwise a new one. The log names it. */
function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID();
}

function replyTo(app: HttpContext, request: IncomingMessage, requestId: string): Reply | Promise<Reply> {
  const segments = segmentsOf(request.url ?? '');
  const path = segments && paths.find((each) => matches(each.segments, segments));
  if (!path) return errorReply(fail('not_found', 'This route does not exist.'));
  const route = path.served.get(request.method ?? '');
  if (route) return serveRoute(app, route, request, { params: paramsIn(path.segments, segments), requestId });
  const allowed = [...path.served.keys()].join(', ');
  return errorReply(fail('method_not_allowed', `This route accepts ${allowed} only.`), { Allow: allowed });
}

function readPaths(): Path[] {
  const byPath = new Map<string, Path>();
  for (const name of routeNames) {
    const { method, path } = splitKey(name);
    const known = byPath.get(path) ?? { segments: path.slice(1).split('/'), served: new Map() };
    for (const each of methodsOf(method, name)) known.served.set(each, served(name));
    byPath.set(path, known);
  }
  return [...byPath.values()];
}

/** Returns the methods of a route: a GET also accepts HEAD. */
function methodsOf(method: Method, name: RouteName): string[] {
  return method === 'GET' && !isFile(definitionOf(name).answers[200]) ? ['GET', 'HEAD'] : [method];
}

function served(name: RouteName): ServedRoute {
  const definition = definitionOf(name);
  return { key: name, definition, run: handlerOf(name, definition.operationId) as ServedRoute['run'] };
}

const isParameter = (segment: string) => segment.startsWith('{');

function matches(pattern: string[], segments: string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((segment, i) => isParameter(segment) || segment === segments[i])
  );
}

function paramsIn(pattern: string[], segments: string[]): Record<string, string> {
  return Object.fromEntries(
    pattern.flatMap((segment, i) =>
      isParameter(segment) ? [[segment.slice(1, -1), segments[i] as string]] : [],
    ),
  );
}
