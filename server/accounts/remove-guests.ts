import type { ErasureContext } from './context';
import { eraseFully } from './erase-account';
import { findOverdueGuests } from './store/erasure';

/** Erases the guests whose day is over. */
export async function removeGuests(app: ErasureContext): Promise<void> {
  for (const userId of await findOverdueGuests(app.db)) await eraseFully(app, { userId, messages: 'keep' });
}
