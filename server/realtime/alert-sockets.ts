import type { AlertSockets } from '@/server/alerts/board';
import type { RealtimeContext } from './context';
import type { LiveSession, LiveSessions } from './live-sessions';

/** Returns the port by which alerts reach the sessions of this node. */
export const alertSockets = (sessions: LiveSessions): AlertSockets => ({
  send: (userIds, alert, reason) =>
    sessions
      .sendAlert(sessions.ofUsers(userIds), alert, reason)
      .map(({ actor }) => ({ userId: actor.userId, device: actor.credentialId })),
  refreshConsole: sessions.refreshConsole,
  has: sessions.has,
});

/** Sends a session that has just begun the alerts of the last day that its user was told of. Never rejects. */
export async function sendKnownAlerts(app: RealtimeContext, session: LiveSession): Promise<void> {
  if (!session.keepsLog || app.alerts.known().length === 0) return;
  const { actor } = session;
  try {
    for (const { alert, reason } of await app.commands.listAlerts({ actor })) {
      if (app.sessions.sendAlert([session], alert, reason).length === 0) continue;
      app.alerts.note([
        {
          alertId: alert.id,
          revision: alert.revision,
          userId: actor.userId,
          channel: 'socket',
          device: actor.credentialId,
          reach: 'handed',
          at: Date.now(),
        },
      ]);
    }
  } catch (err) {
    app.log.warn({ err }, 'a session could not be sent its alerts');
  }
}
