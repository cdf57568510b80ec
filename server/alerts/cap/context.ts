import type { AlertsContext } from '../context';
import type { CapSource } from './sources';

/** The parts of the application that the commands of imported messages need. */
export interface CapContext extends AlertsContext {
  config: { capSources: readonly CapSource[] };
}
