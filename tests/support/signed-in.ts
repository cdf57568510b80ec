import { encode } from 'next-auth/jwt';
import type { Db } from '@/db/client';
import { createTokens } from '@/server/accounts/create-tokens';

/** A user who has an API token and is signed in with a browser. */
export interface SignedIn {
  username: string;
  token: string;
  signInId: string;
}

/** Creates users, each with a token and a sign-in for a day. */
export async function createSignedIn(db: Db, usernames: string[]): Promise<SignedIn[]> {
  const tokens = await createTokens({ db }, { usernames });
  const { rows } = await db.pool.query<{ username: string; id: string }>(
    `WITH made AS (
       INSERT INTO sign_ins (user_id, expires_at) SELECT id, now() + interval '1 day' FROM users
       WHERE username = ANY($1) RETURNING user_id, id)
     SELECT u.username, made.id FROM made JOIN users u ON u.id = made.user_id`,
    [usernames],
  );
  const signIns = new Map(rows.map(({ username, id }) => [username, id]));
  return tokens.map(({ id, token }) => ({ username: id, token, signInId: signIns.get(id) as string }));
}

/** Returns the cookie of a sign-in, on a node whose NEXTAUTH_SECRET is `secret`. */
export async function cookieOf(signInId: string, secret: string): Promise<string> {
  return `next-auth.session-token=${await encode({ token: { signInId }, secret })}`;
}
