import type { IncomingMessage, ServerResponse } from 'node:http';
import { confirmationEndpoint, dialogEndpoint, logoutEndpoint } from './dialog';
import { createGrants } from './grants';
import { personEndpoint } from './person';
import { readSampleGeojson, spacesEndpoint, spacesOf } from './spaces';
import { accessTokenEndpoint, refreshTokenEndpoint } from './token';
import type { FenixOptions, FenixState, FenixSwitches, Space } from './types';
import { answerNothing, type Endpoint, readExchange } from './wire';

const DEFAULT_SWITCHES: Readonly<FenixSwitches> = {
  cancel: 'logout',
  stringExpiresIn: false,
  noTokenType: false,
  queryTokenOnly: false,
  noPhoto: false,
  minimalPerson: false,
  slowMs: 0,
  fail: null,
};

export type DevFenix = {
  /**
   * Answers a request whose path is under `basePath`.
   * @returns false, without touching the request, for any other path.
   */
  handle: (req: IncomingMessage, res: ServerResponse) => Promise<boolean>;
  /** The behaviour can be changed while the server runs; it applies to the next request. */
  switches: FenixSwitches;
  /** Restores the initial switches and deletes all codes and tokens. */
  reset: () => void;
};

/**
 * Creates the development FenixEdu server: the endpoints of a FenixEdu installation for OAuth, the person and spaces,
 * with sample people and no passwords. Anyone who reaches it can sign in as any of these people, so the configuration
 * refuses it in production unless the setting FENIX turns it on.
 */
export function createDevFenix(options: FenixOptions): DevFenix {
  const { clients, people, basePath } = options;
  const initial: FenixSwitches = { ...DEFAULT_SWITCHES, ...options.switches };
  const switches = { ...initial };
  let spaces: ReadonlyMap<string, Space> | undefined;
  const state: FenixState = {
    ...{ clients, people, basePath, switches },
    grants: createGrants(options.now ?? Date.now),
    // Read at the first request for it: signing in needs no campus.
    spaces: () => {
      spaces ??= spacesOf(options.geojson ?? readSampleGeojson());
      return spaces;
    },
  };
  const endpoints = endpointsOf(state);

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
    const [rawPath = '', ...rawQuery] = (req.url ?? '').split('?');
    if (basePath !== '' && rawPath !== basePath && !rawPath.startsWith(`${basePath}/`)) return false;
    const path = rawPath.slice(basePath.length).replace(/\/+$/, '');
    const exchange = await readExchange(req, res, path, new URLSearchParams(rawQuery.join('?')));
    if (!exchange) return true;
    const isSpace = /^\/api\/fenix\/v1\/spaces\/[^/]+$/.test(path);
    const endpoint = endpoints.get(isSpace ? '/api/fenix/v1/spaces' : path);
    if (endpoint) await endpoint(exchange);
    else answerNothing(res, 404);
    return true;
  }

  function reset(): void {
    Object.assign(switches, initial);
    state.grants.clear();
  }

  return { handle, switches, reset };
}

function endpointsOf(state: FenixState): ReadonlyMap<string, Endpoint> {
  const dialog = dialogEndpoint(state);
  const accessToken = accessTokenEndpoint(state);
  return new Map<string, Endpoint>([
    ['/oauth/userdialog', dialog],
    ['/oauth/authorize', dialog],
    ['/oauth/userconfirmation', confirmationEndpoint(state)],
    ['/oauth/access_token', accessToken],
    ['/oauth/token', accessToken],
    ['/oauth/refresh_token', refreshTokenEndpoint(state)],
    ['/api/fenix/v1/person', personEndpoint(state)],
    ['/api/fenix/v1/spaces', spacesEndpoint(state)],
    ['/logout', logoutEndpoint()],
  ]);
}
