import type { ErasureContext } from './context';
import { eraseFully } from './erase-account';
import { findOverdueGuests } from './store/erasure';

/** Erases the expired guests. */
export async function removeGuests(app: ErasureContext): Promise<void> {
  for (const userId of await findOverdueGuests(app.db)) await eraseFully(app, { userId, messages: 'keep' });
}
