import type { BrokerEvent } from './broker';

/** The maximum number of keys of one publish: a longer header of copies costs more than a second publish. */
export const MAX_KEYS = 100;

export interface TopologyOptions {
  /** The prefix of all names, with which several installations (and tests) can share a broker. */
  prefix?: string;
  /** Milliseconds that a session queue outlives its consumer; until then another node can resume the session. */
  sessionExpires?: number;
  /** Events kept for a session that does not consume them; older ones are dropped, because the log has them. */
  sessionMaxLength?: number;
  /** Unacknowledged deliveries to one session at a time. */
  prefetch?: number;
}

/**
 * Names and arguments of everything declared on the broker. A changed argument needs no migration: see
 * `rabbitmq-sessions.ts`.
 */
export interface Topology {
  /** The direct exchange; the routing key is a user id. */
  people: string;
  /** The fan-out exchange; every node has one queue there. */
  nodes: string;
  prefetch: number;
  sessionExpires: number;
  sessionMaxLength: number;
  sessionQueue(sessionId: string): string;
  nodeQueue(nodeId: string, incarnation: string): string;
  /** Arguments of a session queue, as RabbitMQ names them. */
  sessionArguments: Record<string, string | number>;
}

/** Returns the names and arguments for an installation. */
export function createTopology(options: TopologyOptions = {}): Topology {
  const { prefix = 'quad', sessionExpires = 120_000, sessionMaxLength = 1_000, prefetch = 50 } = options;
  return {
    people: `${prefix}.people`,
    nodes: `${prefix}.nodes`,
    prefetch,
    sessionExpires,
    sessionMaxLength,
    sessionQueue: (sessionId) => `${prefix}.session.${sessionId}`,
    // The queue of a dead connection stays locked until its heartbeat fails. The number of the connection in the name
    // lets the next connection of the node declare its queue without waiting for that.
    nodeQueue: (nodeId, incarnation) => `${prefix}.node.${nodeId}.${incarnation}`,
    sessionArguments: {
      'x-queue-type': 'classic',
      'x-expires': sessionExpires,
      'x-max-length': sessionMaxLength,
      'x-overflow': 'drop-head',
    },
  };
}

/** A single publish. `keys` is empty for the fan-out exchange, otherwise it has 1 to `MAX_KEYS` user ids. */
export interface Route {
  exchange: string;
  keys: string[];
  content: string;
}

/** Returns the publishes of an event: one for nodes, one for each hundred users, none without recipients. */
export function routesOf(event: BrokerEvent, topology: Topology): Route[] {
  const content = JSON.stringify(event.body);
  if (event.to === 'nodes') return [{ exchange: topology.nodes, keys: [], content }];
  const people = [...new Set(event.userIds)];
  const routes: Route[] = [];
  for (let at = 0; at < people.length; at += MAX_KEYS) {
    routes.push({ exchange: topology.people, keys: people.slice(at, at + MAX_KEYS), content });
  }
  return routes;
}
