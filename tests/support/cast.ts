import type { Db } from '@/db/client';
import { type RequiredScope, SCOPES } from '@/protocol/scopes';
import { hashPassword } from '@/server/accounts/passwords';
import { insertSignIn } from '@/server/accounts/store/sign-ins';
import { startQuad } from './quad';
import { createRest, type Rest } from './rest';
import { cookieOf } from './signed-in';
import type { Person } from './troupe';

/** The password of `user`, who has a local account. */
export const PASSWORD = 'três gatos azuis no telhado';
const SECRET = 'a secret of the tests that signs their cookies';

/** A node on a database of its own, with users for every role. */
export interface Cast {
  url: string;
  rest: Rest;
  db: Db['pool'];
  /** Returns the log of the node. */
  logs(): string;
  building: { id: string; name: string };
  user: Person;
  /** The user whom others impersonate; has a photo. */
  other: Person;
  /** The id of the photo of `other`. */
  photo: string;
  administrator: Person;
  botOwner: Person;
  revoked: Person;
  /**
   * Returns the administrator with a token of every scope except `without`; of all five scopes when `without` is none
   * of them.
   */
  narrow(without: RequiredScope | null): Person;
  /**
   * The ids of an unused sign-in and an unused token of each user, and of a message to themselves and its conversation;
   * by username.
   */
  spare: Record<string, { signIn: string; token: string; message: string; conversation: string }>;
  bot: { id: string; pass: string; token: string };
  unauthorisedBot: { id: string; pass: string };
  /** Another bot of `botOwner`, whose secret no test needs. */
  spareBot: { id: string; pass: string };
  /** The id of a report of a message. */
  report: string;
  /** next-auth's own token against forms of other sites: the value in the form and in the cookie. */
  csrf: { token: string; cookie: string };
  /** Returns the headers of a browser where `user` has just signed in, on our page or (`origin`) on another. */
  browser(origin?: string): Promise<{ Cookie: string; Origin: string }>;
  stop(): Promise<void>;
}

/** An origin that a node may send notifications to, and where nothing listens. */
export const NO_PUSH_SERVICE = 'http://127.0.0.1:9';

/** Creates a node with rate limits off, and its users. */
export async function createCast(): Promise<Cast> {
  const quad = await startQuad({
    env: { NEXTAUTH_SECRET: SECRET, LIMITS: 'off', PUSH_HOSTS: NO_PUSH_SERVICE, CAP_FEED: 'on' },
  });
  const { pool: db } = await quad.db();
  const rest = createRest(quad.url);

  const person = async (id: string, options = {}) => ({ id, token: await quad.token(id, options) });
  const user = await person('ist1100001');
  const other = await person('ist1100002');
  const administrator = await person('ist1100003', { admin: true });
  const botOwner = await person('ist1100004');
  const revoked = await person('ist1100005');
  await db.query(
    `UPDATE api_tokens SET revoked_at = now() WHERE user_id = (SELECT id FROM users WHERE username = $1)`,
    [revoked.id],
  );
  const { rows: photos } = await db.query<{ id: string }>(
    `INSERT INTO photos (user_id, id, type, small, large, chosen)
     SELECT id, gen_random_uuid(), 'image/png', '\\x89504e47', '\\x89504e47', true FROM users WHERE username = $1
     RETURNING id`,
    [other.id],
  );

  const narrow = new Map<RequiredScope | null, Person>();
  for (const without of [...SCOPES, null]) {
    const scopes = new Set(SCOPES.filter((scope) => scope !== without));
    narrow.set(without, await person(administrator.id, { scopes }));
  }
  const spare: Cast['spare'] = {};
  for (const { id, token: bearer } of [user, administrator, botOwner]) {
    const { rows } = await db.query(
      `WITH who AS (SELECT id FROM users WHERE username = $1)
       INSERT INTO api_tokens (user_id, name, hash) SELECT id, 'spare', sha256($1::bytea) FROM who
       RETURNING id AS token, (SELECT id FROM who) AS "userId"`,
      [id],
    );
    const signIn = await insertSignIn(db, { userId: rows[0].userId, userAgent: '', days: 1 });
    const body = { to: { to: 'people', users: [id] }, text: 'not to forget' };
    const message = (await rest({ method: 'POST', path: '/api/v1/messages', bearer, body })).json();
    const conversation = message.entries[0].conversation.id;
    spare[id] = { signIn, token: rows[0].token, message: message.id, conversation };
  }
  await db.query(
    `WITH own AS (INSERT INTO identities (user_id, provider, subject)
       SELECT id, 'local', username FROM users WHERE username = $1 RETURNING user_id)
     INSERT INTO local_accounts (user_id, email, password_hash) SELECT user_id, 'user@example.edu', $2 FROM own`,
    [user.id, await hashPassword(PASSWORD)],
  );

  const building = (await rest({ path: '/API/bot/show/buildings' })).json()[0];
  const register = async (id: string) => {
    const body = { id, b_id: building.id, token: botOwner.token };
    return {
      id,
      pass: (await rest({ method: 'POST', path: '/API/bot/register', body })).json().pass as string,
    };
  };
  const bot = await register('door-bot');
  const unauthorisedBot = await register('new-bot');
  const spareBot = await register('spare-bot');
  await rest({
    method: 'POST',
    path: '/API/admin/bots/update/auth',
    body: { id: bot.id, state: 1, token: administrator.token },
  });
  const { token } = (await rest({ method: 'POST', path: '/API/bot/auth', body: bot })).json();
  const { rows: reports } = await db.query<{ id: string }>(
    `WITH said AS (INSERT INTO messages (sender_id, client_id, text)
       SELECT id, 'reported', 'something bad' FROM users WHERE username = $1 RETURNING *)
     INSERT INTO reports (message_id, user_id, reason, subject, subject_name, text, said_at, conversation_kind)
     SELECT id, sender_id, 'spam', $1, $1, text, created_at, 'direct' FROM said RETURNING id`,
    [other.id],
  );
  const csrf = await rest({ path: '/api/auth/csrf' });
  const [cookie = ''] = (csrf.headers['set-cookie'] ?? []) as string[];

  return {
    url: quad.url,
    rest,
    db,
    logs: quad.logs,
    building,
    user,
    other,
    photo: photos[0]?.id as string,
    administrator,
    botOwner,
    revoked,
    narrow: (without) => narrow.get(without === 'all' ? null : without) as Person,
    spare,
    bot: { ...bot, token },
    unauthorisedBot,
    spareBot,
    report: reports[0]?.id as string,
    csrf: { token: csrf.json().csrfToken, cookie: cookie.split(';')[0] ?? '' },
    async browser(origin = quad.url) {
      const { rows } = await db.query<{ id: string }>(
        `INSERT INTO sign_ins (user_id, expires_at) SELECT id, now() + interval '1 hour' FROM users WHERE username = $1
         RETURNING id`,
        [user.id],
      );
      return { Cookie: await cookieOf(rows[0]?.id ?? '', SECRET), Origin: origin };
    },
    async stop() {
      rest.close();
      await quad.remove();
    },
  };
}
