import type { BrokerEvent } from './broker';

/** Past this many keys a publish's header of copies costs more than a second publish. */
export const MAX_KEYS = 100;

export interface TopologyOptions {
  /** Begins every name, so that installations (and tests) can share a broker. */
  prefix?: string;
  /** Milliseconds a session queue outlives its session; within them another node can take it up. */
  sessionExpires?: number;
  /** Events kept for a session that does not take them; the oldest are dropped, the log has them. */
  sessionMaxLength?: number;
  /** Unacknowledged deliveries to one session at a time. */
  prefetch?: number;
}

/** Names and arguments of all that is declared on the broker. Changing an argument needs no migration: see `SessionOpener`. */
export interface Topology {
  /** Direct exchange; the routing key is a user id. */
  people: string;
  /** Fan-out exchange; every node has one queue there. */
  nodes: string;
  prefetch: number;
  sessionExpires: number;
  sessionMaxLength: number;
  sessionQueue(sessionId: string): string;
  nodeQueue(nodeId: string, incarnation: string): string;
  /** Arguments of a session queue, as RabbitMQ names them. */
  sessionArguments: Record<string, string | number>;
}

export function createTopology(options: TopologyOptions = {}): Topology {
  const { prefix = 'quad', sessionExpires = 120_000, sessionMaxLength = 1_000, prefetch = 50 } = options;
  return {
    people: `${prefix}.people`,
    nodes: `${prefix}.nodes`,
    prefetch,
    sessionExpires,
    sessionMaxLength,
    sessionQueue: (sessionId) => `${prefix}.session.${sessionId}`,
    // A connection that died half-open keeps its exclusive queue locked until the heartbeat fails; the next
    // incarnation of the node must not wait for that.
    nodeQueue: (nodeId, incarnation) => `${prefix}.node.${nodeId}.${incarnation}`,
    sessionArguments: {
      'x-queue-type': 'classic',
      'x-expires': sessionExpires,
      'x-max-length': sessionMaxLength,
      'x-overflow': 'drop-head',
    },
  };
}

/** One publish. `keys` is empty for the fan-out exchange, else it holds 1 to `MAX_KEYS` user ids. */
export interface Route {
  exchange: string;
  keys: string[];
  content: string;
}

/** The publishes an event takes: one for the nodes, one for each hundred people, none for nobody. */
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
