import { findEndedCredentials } from '@/server/accounts/check-credentials';
import type { BotActor } from '@/server/actor';
import { findEndedBots } from '@/server/bots/store';
import type { RevocationReason } from '@/server/conversations/events';
import type { RealtimeContext } from './context';
import type { LiveSession } from './live-sessions';

/**
 * Disconnects the given sessions and bots whose credential or authorisation was revoked or replaced. Asks the database, so that a
 * revocation that arrives late, after an outage, does not disconnect users who have signed in again or bots that were
 * authorised again.
 */
export async function disconnectRevoked(
  app: Pick<RealtimeContext, 'db' | 'sessions'>,
  {
    sessions,
    bots,
    reason = 'revoked',
  }: { sessions: LiveSession[]; bots: readonly BotActor[]; reason?: RevocationReason },
): Promise<void> {
  if (sessions.length > 0) {
    const actors = sessions.map((session) => session.actor);
    for (const credentialId of await findEndedCredentials(app.db.pool, actors))
      app.sessions.revokeLocalSockets({ credentialId }, reason);
  }
  if (bots.length === 0) return;
  for (const { botId, reason } of await findEndedBots(app.db, bots))
    app.sessions.revokeLocalSockets({ botId }, reason);
}
