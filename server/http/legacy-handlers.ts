import { randomUUID } from 'node:crypto';
import type { RouteName } from '@/protocol/routes';
import { legacySentence } from '@/server/activity/activity';
import type { Handler } from './call';

type LegacyHandlers = { [N in RouteName as N extends `${string} /API/${string}` ? N : never]: Handler<N> };

/** The handlers of the legacy routes: they convert legacy bodies and answers for our commands. */
export const legacyHandlers: LegacyHandlers = {
  'POST /API/user/update/coordinates': async ({
    actor,
    body: { latitude, longitude, accuracy },
    commands,
    app,
  }) => {
    const position = { latitude, longitude, accuracy };
    const { building } = await commands.reportPosition({ actor, ...position, consent: true });
    return building ?? `Out of ${app.config.institution} registered facilities`;
  },
  'POST /API/user/update/range': async ({ actor, body, commands }) => {
    await commands.updateRange({ actor, range: body.radious });
    return '';
  },
  'POST /API/user/show/building': ({ actor, commands }) => commands.showBuilding({ actor }),
  'POST /API/user/show/range': ({ actor, body, commands }) =>
    commands.listUsersInRange({ actor, range: body.radious }),
  'POST /API/user/message/send': async ({
    actor,
    body: { users, message, client_id = randomUUID() },
    commands,
  }) => {
    const address = { to: 'people' as const, users };
    await commands.sendMessage({ actor, address, text: message, clientId: client_id });
    return '';
  },
  'POST /API/user/message/receive': ({ actor, body, commands }) =>
    commands.receiveMessages({ actor, socketId: body.socket_id }),
  'GET /API/bot/check/{id}': ({ params, commands }) => commands.checkBot({ id: params.id }),
  'GET /API/bot/show/buildings': async ({ commands }) => idsAndNames(await commands.listBuildings({})),
  'POST /API/bot/register': ({ actor, body, commands }) =>
    commands.registerBot({ actor, id: body.id, buildingId: body.b_id }),
  'POST /API/bot/auth': ({ body: { id, pass }, commands }) => commands.issueBotToken({ id, pass }),
  'POST /API/bot/message': async ({ actor, body: { id, message }, commands }) => {
    const { id: _, ...state } = await commands.sendBotMessage({ actor, id, text: message });
    return state;
  },
  'POST /API/admin/buildings/add': async ({
    actor,
    body: { id, name, latitude, longitude, radious },
    commands,
  }) => {
    await commands.addBuilding({ actor, id, name, latitude, longitude, radius: radious });
    return [];
  },
  'GET /API/admin/buildings/show': async ({ commands }) => idsAndNames(await commands.listBuildings({})),
  'GET /API/admin/users/show': ({ actor, commands }) => commands.listUsers({ actor }),
  'GET /API/admin/users/show/online': ({ actor, commands }) => commands.listOnline({ actor }),
  'GET /API/admin/users/show/building/{id}': async ({ actor, params, commands }) =>
    (await commands.listOnline({ actor, buildingId: params.id })).map(({ id }) => ({ id })),
  'GET /API/admin/logs/show/user/{id}': async ({ actor, params, commands, app }) =>
    (await commands.showUserActivity({ actor, username: params.id })).map((activity) => ({
      timestamp: new Date(activity.at).toUTCString(),
      message: legacySentence(activity, app.config.institution),
    })),
  'GET /API/admin/logs/show/building/{id}': ({ actor, params, commands }) =>
    commands.showBuildingActivity({ actor, buildingId: params.id }),
  'POST /API/admin/bots/update/auth': async ({ actor, body: { id, state }, commands }) => {
    await commands.authoriseBot({ actor, id, authorised: state });
    return [];
  },
  'GET /API/admin/bots/show/auth/{state}': async ({ actor, params, commands }) =>
    (await commands.listBots({ actor, authorised: params.state })).map(({ id }) => ({ id })),
};

const idsAndNames = (buildings: { id: string; name: string }[]) =>
  buildings.map(({ id, name }) => ({ id, name }));
