import type { Db } from '@/db/client';
import type { Limits } from '@/server/limits';
import type { Endpoints } from './endpoints';
import type { Notifier } from './notifier';
import type { PushClient } from './push-client';
import type { Vapid } from './vapid';

/** The dependencies of this folder's commands. */
export interface NotificationsContext {
  db: Db;
  limits: Limits;
  publicUrl: string;
  push: PushClient;
  endpoints: Endpoints;
  vapid: Pick<Vapid, 'publicKey'>;
  notifier: Pick<Notifier, 'noteSubscribed'>;
}
