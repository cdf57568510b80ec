import type { Revocations } from '@/server/accounts/revocations';
import type { Config } from '@/server/config';
import type { PresenceContext } from '@/server/presence/context';

/**
 * The parts of the application that the safety commands need. `blockUser` changes the presence that both users see, so
 * it needs those of presence.
 */
export interface SafetyContext extends PresenceContext {
  config: PresenceContext['config'] & Pick<Config, 'reportRetentionDays'>;
}

/** What the commands need by which administrators suspend and warn users. */
export interface ModerationContext extends Pick<SafetyContext, 'db' | 'relay'> {
  config: Pick<Config, 'administrators'>;
  revocations: Revocations;
}
