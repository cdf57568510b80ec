import { setTimeout as delay } from 'node:timers/promises';
import type { Weather } from './proxy';
import type { Fault, Victim } from './schedule';
import type { World } from './world';

/**
 * Injects a fault. Resolves when the fault is over: killed processes answer again, suspended ones continue, connections
 * are good. `rest` stops all users, and resolves when all their acts are answered.
 */
export async function suffer(world: World, fault: Fault, rest: () => Promise<void>): Promise<void> {
  const { nodes, proxies, services } = world;
  switch (fault.kind) {
    case 'kill': {
      const victim = find(world, fault.victim);
      await victim.kill();
      await delay(fault.ms);
      return victim.start();
    }
    case 'pause': {
      const victim = find(world, fault.victim);
      await victim.pause();
      await delay(fault.ms);
      return victim.resume();
    }
    case 'drop':
      for (const proxy of Object.values(proxies)) proxy.dropAll();
      return;
    case 'wipe':
      proxies.broker.mute(CONSUMER);
      await delay(UNDELIVERED_MS);
      if (fault.quiet) await rest();
      await services.rabbit.kill();
      await services.rabbit.wipe();
      await delay(fault.ms);
      return services.rabbit.start();
    case 'rolling restart':
      for (const node of nodes) await node.restart();
      return;
    default: {
      const proxy = proxies[fault.connections];
      proxy.set(WEATHER[fault.kind]);
      await delay(fault.ms);
      return proxy.set({ kind: 'fair' });
    }
  }
}

/** Part of the name of each connection by which a node consumes. */
const CONSUMER = ' consuming';
/** Milliseconds before the wipe during which the broker confirms messages that no node receives. */
const UNDELIVERED_MS = 1_500;

const WEATHER: Record<'delay' | 'reset' | 'slice', Weather> = {
  delay: { kind: 'delay', ms: 60 },
  reset: { kind: 'reset', withinMs: 1_500 },
  slice: { kind: 'slice', bytes: 200 },
};

interface Process {
  kill(): Promise<void>;
  start(): Promise<void>;
  pause(): Promise<void> | void;
  resume(): Promise<void> | void;
}

function find({ nodes, services }: World, victim: Victim): Process {
  if (victim === 'RabbitMQ') return services.rabbit;
  if (victim === 'PostgreSQL') return services.postgres;
  const node = nodes[victim === 'node 0' ? 0 : 1];
  if (!node) throw new Error(`There is no ${victim}.`);
  return {
    kill: node.kill,
    start: () => node.restart(),
    pause: node.pause,
    resume: node.resume,
  };
}
