import type { Broker, JsonValue } from '@/server/broker/broker';
import { asJson, type NodeEvent } from '@/server/conversations/events';
import { publishToNodes } from '@/server/conversations/publish-to-nodes';
import type { Log } from '@/server/log';
import type { Registry } from './registry';
import type { PresenceState } from './store';

/** The maximum number of states of one event. */
const MAX_STATES = 100;

/** What applying a stored state needs; `db` and `relay` carry it to the other nodes while the broker does not. */
export type StatesContext = Parameters<typeof publishToNodes>[0] & {
  broker: Pick<Broker, 'publish'>;
  log: Pick<Log, 'warn'>;
  registry: Pick<Registry, 'apply'>;
};

/** Applies stored states on this node, and publishes them to the others. Never rejects. */
export async function applyStates(app: StatesContext, states: PresenceState[]): Promise<void> {
  for (const state of states) app.registry.apply(state);
  if (states.length > 0) await publishStates(app, states);
}

/**
 * Publishes through the broker, or through the outbox while the broker is down, so that no node shows a user where the
 * user no longer is. Never rejects.
 */
async function publishStates(app: StatesContext, states: PresenceState[]): Promise<void> {
  const bodies: NodeEvent[] = [];
  for (let at = 0; at < states.length; at += MAX_STATES) {
    const some = states.slice(at, at + MAX_STATES).map(asJson);
    bodies.push(
      some.length === 1
        ? { type: 'presence', state: some[0] as JsonValue }
        : { type: 'presences', states: some },
    );
  }
  try {
    await app.broker.publish(bodies.map((body) => ({ to: 'nodes', body: asJson(body) })));
  } catch {
    // A node that misses this, too, reads all presence when the broker is back.
    await publishToNodes(app, bodies).catch((err) => app.log.warn({ err }, 'could not publish presence'));
  }
}
