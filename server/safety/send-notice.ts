import type { PoolClient } from 'pg';
import type { OutboxRow } from '@/server/conversations/events';
import { insertOutbox } from '@/server/conversations/store/outbox';
import { insertNotice, type NewNotice } from './store/notices';

/** Stores a notice and its event for all devices of its user. Returns the event, to be published after the commit. */
export async function sendNotice(client: PoolClient, notice: NewNotice): Promise<OutboxRow[]> {
  const body = { type: 'notice' as const, notice: await insertNotice(client, notice) };
  return insertOutbox(client, [{ to: 'people', userIds: [notice.userId], body }]);
}
