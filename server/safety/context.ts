import type { Config } from '@/server/config';
import type { PresenceContext } from '@/server/presence/context';

/** The parts of the application that the safety commands need; a block changes the presence that both users see. */
export interface SafetyContext extends PresenceContext {
  config: PresenceContext['config'] & Pick<Config, 'reportRetentionDays'>;
}
