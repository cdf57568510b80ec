import { randomUUID } from 'node:crypto';
import { asyncApi } from '@/protocol/asyncapi';
import { fail } from '@/protocol/errors';
import { openApi } from '@/protocol/openapi';
import type { BodyOf, ParamsOf, QueryOf, RouteName } from '@/protocol/routes';
import { typescriptClient } from '@/protocol/typescript-client';
import type { UserActor } from '@/server/actor';
import type { BoundCommands } from '@/server/commands';
import { alertHandlers } from './alert-handlers';
import type { Answers, Call, Definition, Handler, Result } from './call';
import { legacyHandlers } from './legacy-handlers';
import { created } from './respond';

/**
 * The routes that run the command of the same name with the actor, the parameters, the query and the body unchanged. Routes that
 * create something are excluded, because only a handler knows the `Location`.
 */
type RunByCommand = {
  [N in RouteName as 201 extends keyof Answers<N>
    ? never
    : N]: Definition<N>['operationId'] extends infer Id extends keyof BoundCommands
    ? { actor: UserActor } & ParamsOf<N> & QueryOf<N> & BodyOf<N> extends Parameters<BoundCommands[Id]>[0]
      ? Awaited<ReturnType<BoundCommands[Id]>> extends Result<N>
        ? N
        : never
      : never
    : never;
} extends infer Names
  ? Names[keyof Names]
  : never;

type Handlers = { [N in Exclude<RouteName, RunByCommand>]: Handler<N> };

/** The handlers of all other routes. The compiler reports a route without a command or a handler. */
const handlers: Handlers = {
  ...legacyHandlers,
  ...alertHandlers,
  'POST /api/v1/sign-out': async ({ actor, commands }) => ({
    ok: true,
    provider: (await commands.signOut({ actor })).provider,
  }),
  'POST /api/v1/local-account/register': ({ body, clientIp, commands }) =>
    commands.registerLocalAccount({ ...body, clientIp }),
  'POST /api/v1/local-account/forgot': async ({ body, clientIp, commands }) => {
    await commands.requestPasswordReset({ ...body, clientIp });
    return { ok: true };
  },
  'POST /api/v1/local-account/reset': ({ body, clientIp, commands }) =>
    commands.resetForgottenPassword({ ...body, clientIp }),
  'POST /api/v1/local-account/verify-email': async ({ body, clientIp, commands }) => {
    await commands.verifyEmail({ ...body, clientIp });
    return { ok: true };
  },
  'POST /api/v1/tokens': async ({ actor, body, commands }) => {
    const issued = await commands.issueToken({ actor, ...body });
    return created(issued, `/api/v1/tokens/${issued.id}`);
  },
  'POST /api/v1/oauth/token': ({ body, clientIp, key, commands }) =>
    commands.grantTokens({ request: body, clientIp, key }),
  'POST /api/v1/messages': async ({ actor, body, key, commands }) => {
    const { address, clientId = key ?? randomUUID(), ...content } = inFull(body);
    if (key !== undefined && key !== clientId)
      throw fail('bad_request', 'The Idempotency-Key differs from the clientId.', { field: 'clientId' });
    const { entries, ...sent } = await commands.sendMessage({ actor, address, clientId, ...content });
    const id = entries[0]?.message.id;
    const answer = { id, entries, ...sent };
    return sent.replayed ? answer : created(answer, `/api/v1/messages/${id}`);
  },
  'GET /api/v1/conversations/{id}': ({ actor, params: { id }, commands }) =>
    commands.showConversation({ actor, conversationId: id }),
  'GET /api/v1/conversations/{id}/messages': ({ actor, params: { id }, query, commands }) =>
    commands.pageMessages({ actor, conversationId: id, ...query }),
  'GET /api/v1/conversations/{id}/members': ({ actor, params: { id }, query, commands }) =>
    commands.pageMembers({ actor, conversationId: id, ...query }),
  'GET /api/v1/messages/{id}': async ({ actor, params: { id }, commands }) => ({
    id,
    entries: await commands.showMessage({ actor, messageId: id }),
  }),
  'POST /api/v1/attachments/{id}/parts/{part}': ({ actor, params, upload, commands }) =>
    commands.uploadPart({ actor, ...params, data: upload }),
  'GET /api/v1/attachments/{id}/small': ({ actor, params, commands }) =>
    commands.showAttachment({ actor, form: 'small', id: params.id }),
  'GET /api/v1/attachments/{id}/large': ({ actor, params, commands }) =>
    commands.showAttachment({ actor, form: 'large', id: params.id }),
  'POST /api/v1/admin/buildings': async ({ actor, body, commands }) =>
    created(await commands.createBuilding({ actor, ...body }), `/api/v1/admin/buildings/${body.id}`),
  'POST /api/v1/admin/campuses': async ({ actor, body, commands }) =>
    created(await commands.createCampus({ actor, ...body }), '/api/v1/places'),
  'POST /api/v1/notifications/read': async ({ actor, body: { conversation, seq }, commands }) => {
    await commands.markRead({ actor, conversationId: conversation, seq });
    return { ok: true };
  },
  'GET /api/v1/places': async ({ commands, app }) => ({
    campuses: app.places.campuses().map(({ grounds = [], ...campus }) => ({ ...campus, grounds })),
    buildings: await commands.listBuildings({}),
  }),
  'GET /api/v1/bots': ({ actor, commands }) => commands.listBots({ actor, own: true }),
  'GET /api/v1/users/{id}': ({ actor, params, commands }) =>
    commands.showPerson({ actor, username: params.id }),
  'POST /api/v1/find-people': async ({ actor, body, commands }) => ({
    items: await commands.findPeople({ actor, ...body }),
    next: null,
  }),
  'GET /api/v1/users/{id}/photo': ({ actor, params, commands }) =>
    commands.showPhoto({ actor, size: 'large', username: params.id }),
  'GET /api/v1/photos/{id}/small': ({ actor, params, commands }) =>
    commands.showPhoto({ actor, size: 'small', id: params.id }),
  'GET /api/v1/photos/{id}/large': ({ actor, params, commands }) =>
    commands.showPhoto({ actor, size: 'large', id: params.id }),
  'POST /api/v1/cap-messages': ({ actor, upload, mediaType, commands }) =>
    commands.importCapMessage({ actor, mediaType, data: upload }),
  'POST /api/v1/profile/photo': ({ actor, upload, commands }) =>
    commands.uploadPhoto({ actor, image: upload }),
  'GET /api/v1/reports': ({ actor, query, commands }) =>
    commands.pageReports({ actor, closed: false, ...query }),
  'GET /api/v1/reports/closed': ({ actor, query, commands }) =>
    commands.pageReports({ actor, closed: true, ...query }),
  'GET /api/v1/openapi': ({ app }) => openApi({ url: app.publicUrl, version: app.version }),
  'GET /api/v1/typescript-client': ({ app }) =>
    typescriptClient(openApi({ url: app.publicUrl, version: app.version })),
  'GET /api/v1/asyncapi': ({ app }) => asyncApi({ url: app.publicUrl, version: app.version }),
};

/** Returns the body of a message in its full form. */
function inFull(
  body: BodyOf<'POST /api/v1/messages'>,
): Extract<BodyOf<'POST /api/v1/messages'>, { address: object }> {
  if ('address' in body) return body;
  if ('username' in body) return { address: { to: 'people', users: [body.username] }, text: body.content };
  const { to: address, ...content } = body;
  return { address, ...content };
}

/** Returns the function that runs a route: its handler, otherwise the command named `operationId`. */
export function handlerOf(name: RouteName, operationId: string): (call: Call<RouteName>) => unknown {
  const handler = (handlers as Partial<Record<RouteName, (call: never) => unknown>>)[name];
  if (handler) return handler as (call: Call<RouteName>) => unknown;
  return ({ actor, params, query, body, commands }) =>
    (commands as unknown as Record<string, (options: object) => unknown>)[operationId]?.({
      actor,
      ...params,
      ...query,
      ...body,
    });
}
