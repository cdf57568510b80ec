import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Connection, connect } from '@/clients/connection/connection';
import { createStore, type Store } from '@/clients/connection/store';
import { initialState, type State } from '@/clients/state/state';
import type { Db } from '@/db/client';
import { ERRORS, type ErrorCode } from '@/protocol/errors';
import { createTokens } from '@/server/accounts/create-tokens';
import { hashSecret, newSecret } from '@/server/accounts/secrets';
import { connect as connectModern, ok } from '../support/clients';
import { eventually } from '../support/eventually';
import { LONG_TESTS } from '../support/long-tests';
import { type Quad, startQuad } from '../support/quad';
import { createSignedIn } from '../support/signed-in';

/** More users than may wait at once for a step of their session's start, so that some are refused. */
const HERD = LONG_TESTS ? 2_000 : 250;
/** The maximum number of recipients of one send. */
const AT_ONCE = 1_000;
const MINUTE = 60_000;
/** Messages of socket.io-client's errors, which have no code, when a connection is lost before the answer. */
const LOST_CONNECTION = new Set(['socket has been disconnected', 'operation has timed out', 'timeout']);

interface Member {
  username: string;
  store: Store;
  connection: Connection;
}

let quad: Quad;
let db: Db;
const herd: Member[] = [];
beforeAll(async () => {
  quad = await startQuad({ env: { LIMITS: 'off' } });
  db = await quad.db();
}, MINUTE);
afterAll(async () => {
  for (const { connection } of herd) connection.stop();
  await quad?.remove();
});

/** Opens a browser's connection, with its backoff, reducer and tickets, for each user. */
async function gather(usernames: string[]): Promise<void> {
  for (const { username, signInId } of await createSignedIn(db, usernames)) {
    const store = createStore(
      initialState({ id: username, name: username, administrator: false, guest: false }),
    );
    let storedSession: string | undefined;
    const session = {
      take: async () => storedSession,
      keep: (sessionId: string) => {
        storedSession = sessionId;
      },
    };
    const connection = connect({ store, session, url: quad.url, ticket: () => ticketFor(signInId) });
    herd.push({ username, store, connection });
  }
}

/** Returns a ticket as POST /api/v1/socket-ticket does; rejects while there is no node. */
async function ticketFor(signInId: string) {
  try {
    const ticket = newSecret('qs');
    await db.pool.query(
      `INSERT INTO socket_tickets (hash, sign_in_id, expires_at) VALUES ($1, $2, now() + interval '30 seconds')`,
      [hashSecret(ticket), signInId],
    );
    return { state: 'ticket', ticket } as const;
  } catch {
    return { state: 'later', retryAfter: 0 } as const;
  }
}

/** Resolves once `holds` returns true for every client. */
async function all(holds: (state: State) => boolean): Promise<void> {
  await Promise.all(
    herd.map(
      ({ store }) =>
        new Promise<void>((resolve) => {
          const look = () => {
            if (!holds(store.get())) return;
            stop();
            resolve();
          };
          const stop = store.subscribe(look);
          look();
        }),
    ),
  );
}

const isReady = (state: State) => state.link.state === 'ready';
/** Returns whether a client is in sync and its one conversation has this many messages. */
const inStep = (messages: number) => (state: State) => {
  const conversations = Object.values(state.log);
  return (
    conversations.length === 1 && conversations.every((c) => c.cursor === messages && c.waiting.length === 0)
  );
};

/** Returns whether a lost connection, or an error with a retryable code, caused an error of a client in these tests. */
function isPassing(error: Error & { code?: ErrorCode; type?: string; data?: { error?: object } }): boolean {
  const { code } = { ...error, ...error.data?.error } as { code?: ErrorCode };
  if (code !== undefined) return ERRORS[code]?.retryable ?? false;
  return error.type === 'TransportError' || LOST_CONNECTION.has(error.message);
}

test(
  `[C11][D6][D7] ${HERD} dropped connections all reconnect and are in sync, and nothing is lost`,
  async () => {
    const usernames = Array.from({ length: HERD }, (_, n) => `herd${String(n).padStart(4, '0')}`);
    await gather(usernames);
    await all(isReady);

    const [{ token } = { token: '' }] = await createTokens({ db }, { usernames: ['shepherd'] });
    const say = async (text: string) => {
      for (let at = 0; at < HERD; at += AT_ONCE) {
        const users = usernames.slice(at, at + AT_ONCE);
        const send = async () => {
          const shepherd = await connectModern(quad.url, { id: 'shepherd', token });
          try {
            ok(await shepherd.send({ to: 'people', users }, `${text} ${at}`, `herd-${text}-${at}`));
          } finally {
            await shepherd.close();
          }
          return true;
        };
        // While the node is busy with the herd, it may ask for a retry, or the connection may be lost; the same message
        // is sent again.
        await eventually(
          () =>
            send().catch((error) => {
              if (!isPassing(error)) throw error;
              return false;
            }),
          (isSent) => isSent,
          2 * MINUTE,
        );
      }
    };
    await say('before');
    await all(inStep(1));

    let lost = 0;
    for (const { store } of herd)
      store.subscribe(() => {
        const { state } = store.get().link;
        if (state === 'signed out' || state === 'outdated') lost += 1;
      });
    await quad.kill();
    await quad.restart();
    db = await quad.db();
    // Sent while the clients reconnect.
    await say('after');
    await all((state) => isReady(state) && inStep(2)(state));
    expect(lost).toBe(0);
    expect(quad.logs()).not.toContain('"level":50');
  },
  6 * MINUTE,
);
