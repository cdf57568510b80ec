import { setTimeout as delay } from 'node:timers/promises';
import type { NodeAnnouncement } from '@/server/conversations/events';
import type { WiredNode } from '@/server/node';
import { cellOfBuilding } from '@/server/presence/cells';
import { type PresenceState, readOnline } from '@/server/presence/store';
import { cutDead } from './credentials';
import { deliverRoom, nudge } from './delivery';

type NodeEventBody =
  | Exclude<NodeAnnouncement, { type: 'presence' }>
  | { type: 'presence'; state: PresenceState };

const RETRY_MS = 1_000;

/** What this node does about an event that every node gets. */
export function handleNodeEvent(node: WiredNode, body: unknown): void {
  const event = body as NodeEventBody;
  switch (event.type) {
    case 'presence':
      node.registry.apply(event.state);
      // By way of another node; what this one followed is not shared any more.
      if (!node.registry.placeOf(event.state.userId)?.sharing) node.tracks.withdraw(event.state.userId);
      return;
    case 'room_message':
      void deliverRoom(node, event);
      return;
    case 'cut':
      hearCut(node, event);
      return;
    case 'places_changed':
      void reloadPlaces(node);
      return;
    default:
      // A newer node may say more than this one knows.
      node.log.warn(
        { type: String((event as { type?: unknown }).type).slice(0, 40) },
        'an unknown node event',
      );
  }
}

/** A cut that another node made. Of a sign-in, a token or a bot it is asked whether that is still so. */
function hearCut(node: WiredNode, { what, reason }: Extract<NodeAnnouncement, { type: 'cut' }>): void {
  if (what.socketId !== undefined) {
    node.sessions.cutHere(what, reason);
    return;
  }
  const sessions = node.sessions.concerned(what);
  const bots = node.sessions.bots().filter((id) => id === what.botId);
  cutDead(node, { sessions, bots, reason }).catch((err) => {
    node.log.warn({ err }, 'a cut could not be verified, and was made');
    node.sessions.cutHere(what, reason);
  });
}

async function reloadPlaces(node: WiredNode): Promise<void> {
  try {
    await node.places.load();
  } catch (err) {
    node.log.warn({ err }, 'places could not be read again');
    return;
  }
  node.tracks.rebuild((id) => {
    const building = node.places.get(id);
    return building && building.latitude !== null ? cellOfBuilding(building) : null;
  });
}

/** The broker is back: what the other nodes said meanwhile never came here. Never rejects. */
export async function catchUpWithNodes(node: WiredNode): Promise<void> {
  await reloadPresence(node);
  await reloadPlaces(node);
  await cutDead(node, { sessions: node.sessions.list(), bots: node.sessions.bots() }).catch((err) =>
    node.log.warn({ err }, 'credentials could not be asked for again'),
  );
  for (const session of node.sessions.list()) await nudge(node, session);
}

/**
 * Reads presence anew: at start, and when the broker is back, because events of the time between are lost.
 * Tries until it can: with what it knew before, the node would show people where they are not.
 */
export async function reloadPresence(node: WiredNode): Promise<void> {
  for (;;) {
    try {
      return await node.registry.load(() => readOnline(node.db));
    } catch (err) {
      node.log.warn({ err }, 'presence could not be read; it is tried again');
      await delay(RETRY_MS, undefined, { ref: false });
    }
  }
}
