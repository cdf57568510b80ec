import { overCredentials } from '@/server/accounts/see-credentials';
import type { AppServices } from '@/server/app';
import { unauthorisedOf } from '@/server/bots/store';
import type { CutReason } from '@/server/conversations/events';
import type { LiveSession } from './live-sessions';

/**
 * Cuts what is connected here and may not be any more: all of it, or the sessions and the bot that a cut concerns.
 * Whether they may is asked of the database, so that a cut which comes late, after an outage, ends nobody who has
 * signed in or was authorised again since.
 */
export async function cutDead(
  app: Pick<AppServices, 'db' | 'sessions'>,
  { sessions, bots, reason = 'revoked' }: { sessions: LiveSession[]; bots: string[]; reason?: CutReason },
): Promise<void> {
  if (sessions.length > 0) {
    const actors = sessions.map((session) => session.actor);
    for (const credentialId of await overCredentials(app, actors))
      app.sessions.cutHere({ credentialId }, reason);
  }
  if (bots.length === 0) return;
  for (const botId of await unauthorisedOf(app.db, bots)) app.sessions.cutHere({ botId }, 'unauthorised');
}
