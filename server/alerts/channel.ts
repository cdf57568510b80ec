import type { AlertChannel, AlertKind } from '@/protocol/alert-kinds';
import type { AlertTexts, WireAlert } from '@/protocol/alerts';

/** What became of a revision on one device. */
export interface HandedOver {
  userId: string;
  device: string;
  reach: 'handed' | 'failed';
}

/** Whom a revision is handed over to. */
interface Recipients {
  /** Internal ids. */
  userIds: readonly string[];
  /** The devices that took the revision by this channel before, and are not given it again. */
  handed: ReadonlySet<string>;
  /**
   * Returns false once there is a later revision, because what is not handed over yet must not overtake it, or once the node
   * stops.
   */
  isNewest(): boolean;
}

/**
 * A time after a revision when a channel is used, in milliseconds; `endAfterMs`: the one after a revision that ends the
 * alert, if it is another. `unseen`: for everyone whose devices do not show it, again if they took it before; `failed`: only
 * for their devices that have not taken it; `wardens`: for officers, about those who have not seen it.
 */
export interface LadderStep {
  afterMs: number;
  endAfterMs?: number;
  to: 'unseen' | 'failed' | 'wardens';
}

/**
 * The later steps of a ladder, the earliest first: devices that have not taken a revision are tried again, because a service
 * may be away for minutes, and wardens are told.
 */
export const LATER: readonly LadderStep[] = [
  { afterMs: 30_000, to: 'failed' },
  { afterMs: 60_000, to: 'failed' },
  { afterMs: 120_000, to: 'failed' },
  { afterMs: 120_000, to: 'wardens' },
  { afterMs: 300_000, to: 'failed' },
  { afterMs: 900_000, to: 'failed' },
];

/** What approvers are told of a draft. */
export interface SubmittedDraft {
  id: string;
  texts: AlertTexts;
}

/** A way by which an alert leaves this installation, besides the sockets of its nodes. */
export interface OutgoingChannel {
  name: Exclude<AlertChannel, 'socket'>;
  /** The kinds of alerts that it takes: what cannot be taken back, such as a siren, takes live ones only. */
  kinds: readonly AlertKind[];
  /** When the channel is used, the earliest first. */
  ladder: readonly LadderStep[];
  /**
   * Hands a revision over; a channel without recipients of its own ignores them. It may be called again with the same
   * revision after a failure. Rejects when nothing could be handed over.
   */
  handOver(alert: WireAlert, recipients: Recipients): Promise<HandedOver[]>;
  /** Tells the approvers of a draft that it waits for them. Of a channel that reaches them within its five minutes. */
  tellApprovers?(draft: SubmittedDraft, userIds: readonly string[]): Promise<void>;
  /**
   * Tells each warden how many people of their buildings have not seen the alert. Of a channel whose ladder has the step.
   * Rejects when nobody could be told.
   */
  tellWardens?(alert: WireAlert, wardens: ReadonlyMap<string, number>): Promise<void>;
}
