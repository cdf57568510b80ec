import type { BotsContext } from '../context';
import type { OutgoingSender } from './sender';

/** The parts of the application that the commands of outgoing webhooks need. */
export interface OutgoingContext extends Pick<BotsContext, 'db'> {
  config: Pick<BotsContext['config'], 'authSecret'>;
  outgoing: Pick<OutgoingSender, 'mayCall' | 'noteHook'>;
}
