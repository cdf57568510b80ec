import type { Db } from '@/db/client';
import { createBatchedCall } from '@/server/queue';
import { insertTickets, type NewTicket, type TicketUser, takeTickets } from './store/sign-ins';
import { type TokenUser, usersOfTokens } from './store/tokens';

/** Looks credentials up by the hashes of their secrets. Concurrent look-ups share statements, so a herd costs few. */
export interface Credentials {
  /** Returns the user of a token that is neither revoked nor expired, else null. Records the use, at most once a minute. */
  userOfToken(hash: Buffer): Promise<TokenUser | null>;
  /** Uses a valid ticket up and returns its user, else null. Of several uses of one ticket, one succeeds. */
  takeTicket(hash: Buffer): Promise<TicketUser | null>;
  storeTicket(ticket: NewTicket): Promise<void>;
}

/** The maximum number of credentials of one statement. */
const MAX_BATCH = 500;
/** The number of concurrent statements that look tokens up: a connection that does not answer delays a part of them. */
const TOKEN_LOOKUPS = 4;

export function createCredentials(db: Db): Credentials {
  return {
    userOfToken: createBatchedCall({
      maxBatch: MAX_BATCH,
      width: TOKEN_LOOKUPS,
      run: (hashes: Buffer[]) => usersOfTokens(db, hashes),
    }),
    takeTicket: createBatchedCall({
      maxBatch: MAX_BATCH,
      run: (hashes: Buffer[]) => takeTickets(db, hashes),
    }),
    storeTicket: createBatchedCall({
      maxBatch: MAX_BATCH,
      async run(tickets: NewTicket[]) {
        await insertTickets(db, tickets);
        return tickets.map(() => undefined);
      },
    }),
  };
}
