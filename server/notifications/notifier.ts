import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import type { NotificationPort } from '@/server/conversations/notification-port';
import type { EntryRef } from '@/server/conversations/store/entry-ref';
import type { Log } from '@/server/log';
import { decide } from './decide';
import { createInHand } from './in-hand';
import type { PushClient } from './push-client';
import { createRemoveNotifications } from './remove-notifications';
import { BATCH, createSendNotifications } from './send-notifications';
import { findCandidates, type Messages } from './store/candidates';
import { claimDue, type DueNotification, insertDecisions, storeFinished, sweep } from './store/notifications';
import { deleteOfEndedSignIns } from './store/subscriptions';

/** Decides who is notified of messages, and sends the notifications. */
export interface Notifier extends NotificationPort {
  /** Notes that a user has subscribed: without any subscription nothing is decided. */
  noteSubscribed(): void;
  /** Looks for what other nodes or an earlier attempt left to do; `tick` does so every few seconds. */
  sweep(): Promise<void>;
  /** Does what is due. A node calls it several times a second. */
  tick(): Promise<void>;
  /** Resolves when nothing is being sent and nothing waits that is due. */
  settled(): Promise<void>;
  /** Claims nothing more, and resolves when nothing is being sent. */
  stop(): Promise<void>;
}

/** The interval at which a node looks for what other nodes or an earlier attempt left to do. */
const SWEEP_MS = 5_000;
/** The maximum number of decisions that one statement stores, so that the event loop answers people in between. */
const STORED_AT_ONCE = 1_000;
/** The maximum number of notifications in hand with which a node claims more of those that wait. */
const BACKLOG = 300;
/** The maximum number in hand with which a node sends what it has just decided: that does not wait for the backlog. */
const MAX_IN_HAND = 1_000;
/** The maximum number of noted messages; what is beyond is decided by the sweep, half a minute later. */
const MAX_NOTED = 20_000;
/** The maximum number of periods that a sweep looks at. */
const MAX_PERIODS = 20;

/** What was decided: what this node sends, and whether more waits for any node. */
interface Decided {
  due: DueNotification[];
  isMore: boolean;
}

/** Creates the notifier. `afterMs`: how long a message waits for a visible page to show it. */
export function createNotifier({
  db,
  push,
  publicUrl,
  afterMs,
  isOn,
  log,
}: {
  db: Db;
  push: PushClient;
  publicUrl: string;
  afterMs: number;
  /** False when no push service is allowed. */
  isOn: boolean;
  log: Pick<Log, 'warn'>;
}): Notifier {
  const noted: { entry: EntryRef; at: number }[] = [];
  let readers = new Set<string>();
  /** Whether the last sweep left notifications to remove. */
  let isMoreRead = false;
  let sweptAt = 0;
  /** Whether there is a subscription, as of the last sweep. */
  let subscribed = false;
  let stopped = false;
  let backlog: Promise<void> | null = null;
  const inHand = createInHand(log);
  const send = createSendNotifications({
    db,
    push,
    publicUrl,
    inHand,
    log,
    // It may have been read while it was sent.
    onDisplayed: (userId) => readers.add(userId),
  });
  const removeRead = createRemoveNotifications({ db, push, inHand, log });

  async function decideOn(client: PoolClient, messages: Messages): Promise<Decided> {
    const now = new Date();
    const decisions = (await findCandidates(client, messages)).map((candidate) => ({
      ...candidate,
      outcome: decide(candidate, now),
    }));
    const due: DueNotification[] = [];
    for (let i = 0; i < decisions.length; i += STORED_AT_ONCE) {
      const claimable = Math.max(0, MAX_IN_HAND - inHand.size() - due.length);
      due.push(...(await insertDecisions(client, decisions.slice(i, i + STORED_AT_ONCE), claimable)));
    }
    const isMore = decisions.filter(({ outcome }) => outcome === 'due').length > due.length;
    return { due, isMore };
  }

  async function sendDecided({ due, isMore }: Decided): Promise<void> {
    await send(due);
    if (isMore) startBacklog();
  }

  /** Begins to send what waits in the database, unless that is under way. */
  function startBacklog(): void {
    backlog ??= sendBacklog()
      .catch((err) => log.warn({ err }, 'the notifications that wait could not be sent'))
      .finally(() => {
        backlog = null;
      });
  }

  /** Sends what waits in the database, a batch whenever there is room. */
  async function sendBacklog(): Promise<void> {
    for (let claimed = BATCH; claimed === BATCH && !stopped; ) {
      await inHand.room(BACKLOG);
      claimed = await sendWaiting();
    }
  }

  /**
   * Claims what waits, decides on it again, and begins to send what is still due; stores why the rest is not. Returns the
   * number of claimed notifications.
   */
  async function sendWaiting(): Promise<number> {
    const now = new Date();
    const claimed = (await claimDue(db, BATCH)).map((each) => {
      const decided = decide(each, now);
      return { ...each, outcome: decided === 'due' ? (each.ended ?? decided) : decided };
    });
    await storeFinished(
      db.pool,
      claimed.filter(({ outcome }) => outcome !== 'due').map((each) => ({ ...each, displayed: false })),
    );
    await send(claimed.filter(({ outcome }) => outcome === 'due'));
    return claimed.length;
  }

  async function sweepNow(): Promise<void> {
    subscribed = await deleteOfEndedSignIns(db);
    if (!subscribed) return;
    isMoreRead = await removeRead(null);
    startBacklog();
    for (let round = 0, isMore = true; isMore && round < MAX_PERIODS; round++) {
      let left: Decided = { due: [], isMore: false };
      isMore = await sweep(db, async (client, period) => {
        left = await decideOn(client, period);
      });
      await sendDecided(left);
    }
  }

  /** Removes notifications of what was read, unless the node is sending too many already. */
  async function removeSome(): Promise<void> {
    if (inHand.size() >= MAX_IN_HAND) return;
    if (isMoreRead) isMoreRead = await removeRead(null);
    if (readers.size === 0) return;
    const userIds = [...readers];
    readers = new Set();
    if (await removeRead(userIds)) for (const each of userIds) readers.add(each);
  }

  /** Returns the noted messages that are due, in order, and removes them. */
  function takeNoted(): EntryRef[] {
    const until = Date.now() - afterMs;
    const later = noted.findIndex(({ at }) => at > until);
    const due = noted.splice(0, later === -1 ? noted.length : later);
    return due.map(({ entry }) => entry);
  }

  async function settled(): Promise<void> {
    await backlog;
    await inHand.settled();
  }

  return {
    noteStored(entries) {
      if (!isOn) return;
      const at = Date.now();
      for (const entry of entries) if (noted.length < MAX_NOTED) noted.push({ entry, at });
    },
    noteRead(userId) {
      if (isOn && subscribed) readers.add(userId);
    },
    noteSubscribed() {
      subscribed = true;
    },
    sweep: sweepNow,
    async tick() {
      if (!isOn) return;
      if (Date.now() - sweptAt >= SWEEP_MS) {
        sweptAt = Date.now();
        await sweepNow();
      }
      const entries = takeNoted();
      if (!subscribed) return;
      for (let i = 0; i < entries.length; i += BATCH) {
        const some = { entries: entries.slice(i, i + BATCH) };
        await sendDecided(await db.transaction((client) => decideOn(client, some)));
      }
      await removeSome();
    },
    settled,
    async stop() {
      stopped = true;
      await settled();
    },
  };
}
