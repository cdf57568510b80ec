import type { Db } from '@/db/client';
import type { Revocations } from '@/server/accounts/revocations';
import type { RevocationReason } from '@/server/conversations/events';
import { publishToNodes } from '@/server/conversations/publish-to-nodes';
import type { Relay } from '@/server/conversations/relay';
import type { LiveSessions, RevocationTarget } from './live-sessions';

/** Revokes credentials, and can also disconnect a single socket whose credential is still valid. */
export interface SocketRevocations extends Revocations {
  revoke(revocations: { what: RevocationTarget; reason: RevocationReason }[]): Promise<void>;
}

/**
 * Creates revocations, which disconnect the sockets of what was revoked: in this process at once, and on every node
 * through the outbox. The operator's command has no `sessions`.
 */
export function createRevocations({
  db,
  relay,
  sessions,
}: {
  db: Db;
  relay: Pick<Relay, 'publish'>;
  sessions?: Pick<LiveSessions, 'revokeLocalSockets'>;
}): SocketRevocations {
  return {
    async revoke(revocations) {
      if (revocations.length === 0) return;
      for (const { what, reason } of revocations) sessions?.revokeLocalSockets(what, reason);
      await publishToNodes(
        { db, relay },
        revocations.map((revocation) => ({ type: 'cut', ...revocation })),
      );
    },
  };
}
