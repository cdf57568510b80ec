import type { Config } from '@/server/config';
import type { PresenceContext } from '@/server/presence/context';

/** What the commands of this folder need; blocking somebody changes the presence that both see. */
export interface SafetyContext extends PresenceContext {
  config: PresenceContext['config'] & Pick<Config, 'reportRetentionDays'>;
}
