import type { AlertChannel, AlertKind } from '@/protocol/alert-kinds';
import type { WireAlert } from '@/protocol/alerts';

/** What became of a revision on one device. */
export interface HandedOver {
  userId: string;
  device: string;
  reach: 'handed' | 'failed';
}

/** A way by which an alert leaves this installation, besides the sockets of its nodes. */
export interface OutgoingChannel {
  name: Exclude<AlertChannel, 'socket'>;
  /** The kinds of alerts that it takes: what cannot be taken back, such as a siren, takes live ones only. */
  kinds: readonly AlertKind[];
  /** How long after a revision the channel is used, each time in milliseconds: later times are for who has not seen it. */
  afterMs: readonly number[];
  /**
   * Hands a revision over for these users (internal ids); a channel without recipients of its own ignores them. It may be
   * called again with the same revision after a failure. Rejects when nothing could be handed over.
   */
  handOver(alert: WireAlert, userIds: readonly string[]): Promise<HandedOver[]>;
}
