import { beSlow } from './token';
import type { FenixState } from './types';
import { answerJson, answerNothing, answerUnavailable, type Endpoint, type Exchange } from './wire';

/** `GET /api/fenix/v1/person`: answers with the person. A bad token is 401 `{ error, error_description }`. */
export function personEndpoint(fenix: FenixState): Endpoint {
  return async (exchange) => {
    const { res } = exchange;
    if (exchange.method !== 'GET') return answerNothing(res, 405);
    await beSlow(fenix, exchange);
    if (fenix.switches.fail === 'person') return answerUnavailable(res);

    const token = tokenOf(exchange, fenix.switches.queryTokenOnly);
    const found = token ? fenix.grants.findAccess(token) : ({ state: 'unreadable' } as const);
    if (found.state === 'unreadable') {
      return refuse(res, 'accessTokenInvalidFormat', 'Access Token not recognized.');
    }
    if (found.state === 'unknown') return refuse(res, 'accessTokenInvalid', "Access Token doesn't match.");
    if (found.state === 'expired') return refuse(res, 'accessTokenExpired', 'The access has expired.');
    if (fenix.clients.find((each) => each.id === found.clientId)?.banned) {
      return refuse(res, 'appBanned', 'The application has been banned.');
    }
    const person = fenix.people.find((each) => each.username === found.username);
    if (!person) return answerJson(res, 404, { error: 'id not found', description: 'id not found' });
    answerJson(res, 200, present(person, fenix.switches));
  };
}

function present(person: FenixState['people'][number], switches: FenixState['switches']) {
  if (switches.minimalPerson) return { username: person.username };
  if (!switches.noPhoto) return person;
  const { photo: _, ...rest } = person;
  return rest;
}

function tokenOf({ req, parameter }: Exchange, queryOnly: boolean): string | undefined {
  const bearer = /^Bearer\s+(\S+)$/.exec(req.headers.authorization ?? '')?.[1];
  return (queryOnly ? undefined : bearer) ?? parameter('access_token');
}

function refuse(res: Exchange['res'], error: string, description: string): void {
  answerJson(res, 401, { error, error_description: description });
}
