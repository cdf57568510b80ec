import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDevFenix, type DevFenix } from '@/server/dev-fenix/dev-fenix';
import { samplePeople } from '@/server/dev-fenix/people';
import type { FenixClient, FenixOptions } from '@/server/dev-fenix/types';

/** A secret with every character that standard clients encode wrongly in a Basic header. */
export const TEST_CLIENT: FenixClient = {
  id: '1132965128044545',
  secret: 'a+b/c+d/eFGHijkl0123456789+/mnop==',
  redirectUris: ['http://127.0.0.1:3000/api/auth/callback/fenix'],
  name: 'Quad',
};

export type StartedFenix = DevFenix & {
  /** The value of FENIX_BASE_URL: for example `http://127.0.0.1:40123`, without a slash at its end. */
  baseUrl: string;
  client: FenixClient;
  /** Every request so far, as `GET /api/fenix/v1/person`; without the query, which may contain a token. */
  requests: string[];
  stop: () => Promise<void>;
};

/** Starts the development FenixEdu server on a free port of 127.0.0.1. */
export async function startFenix(options: Partial<FenixOptions> = {}): Promise<StartedFenix> {
  const clients = options.clients ?? [TEST_CLIENT];
  const basePath = options.basePath ?? '';
  const fenix = createDevFenix({ people: samplePeople(), ...options, clients, basePath });
  const requests: string[] = [];
  const server = createServer((req, res) => {
    requests.push(`${req.method} ${req.url?.split('?')[0]}`);
    fenix.handle(req, res).then(
      (isAnswered) => {
        if (!isAnswered) res.writeHead(418).end();
      },
      // The test must see the error, not a request that hangs.
      (error: unknown) => res.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...fenix,
    baseUrl: `http://127.0.0.1:${port}${basePath}`,
    client: clients[0] ?? TEST_CLIENT,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Acts as a user at the dialog, without a browser: opens the dialog and presses a button.
 * @param dialogUrl the whole URL that the application redirected to.
 * @returns the URL that the user is sent back to.
 */
export async function chooseAtDialog(dialogUrl: string, username: string): Promise<URL> {
  const url = new URL(dialogUrl);
  const dialog = await fetch(url, { redirect: 'manual' });
  if (dialog.status !== 200) throw new Error(`the dialog answered ${dialog.status}`);
  const action = url.href.replace(/\/oauth\/(userdialog|authorize).*$/, '/oauth/userconfirmation');
  const body = new URLSearchParams(url.searchParams);
  body.set('username', username);
  const answer = await fetch(action, { method: 'POST', body, redirect: 'manual' });
  const location = answer.headers.get('location');
  if (!location) throw new Error(`the choice was answered ${answer.status} without a redirect`);
  return new URL(location);
}
