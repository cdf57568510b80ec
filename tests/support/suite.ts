import { afterAll, afterEach, beforeAll } from 'vitest';
import { type Core, startCores } from './core';
import { type BorrowedServices, type Quad, type Services, startQuad } from './quad';
import { createTroupe, type Troupe } from './troupe';

/** Returns a proxy for an object that a hook of the suite creates later. */
function later<T extends object>(get: () => T | undefined): T {
  const target = () => {
    const value = get();
    if (!value) throw new Error('It is made in a hook of the suite: use it in tests and hooks only.');
    return value;
  };
  return new Proxy({} as T, {
    get: (_, key) => Reflect.get(target(), key),
    set: (_, key, value) => Reflect.set(target(), key, value),
  });
}

/** Starts one node for the tests of a suite, with users who leave after each test. */
export function withQuad(options: Parameters<typeof startQuad>[0] = {}): { quad: Quad; cast: Troupe } {
  let started: Quad | undefined;
  beforeAll(async () => {
    started = await startQuad(options);
  });
  afterAll(() => started?.remove());
  const quad = later(() => started);
  return { quad, cast: withTroupe(quad) };
}

/**
 * Starts two nodes on the same database and broker for the tests of a suite, with users who leave after each test.
 * `services`: `borrowServices`, or `startServices` where a test stops, kills or pauses them.
 */
export function withNodes<S extends Services | BorrowedServices>(
  services: () => Promise<S>,
  env: Record<string, string>,
): { nodes: [Quad, Quad]; services: S; cast: Troupe } {
  let real: S | undefined;
  const started: Quad[] = [];
  beforeAll(async () => {
    real = await services();
    for (let n = 0; n < 2; n++) started.push(await startQuad({ real, env }));
  });
  afterAll(async () => {
    for (const node of started) await node.remove();
    if (real && 'remove' in real) await real.remove();
  });
  const nodes: [Quad, Quad] = [later(() => started[0]), later(() => started[1])];
  return { nodes, services: later(() => real), cast: withTroupe(nodes[0]) };
}

function withTroupe(quad: Quad): Troupe {
  const cast = createTroupe(() => quad);
  afterEach(() => cast.leave());
  return cast;
}

/**
 * Creates the commands without a node for the tests of a suite, as two nodes on the same database run them; `env` adds to
 * their settings.
 */
export function withCores(env?: Record<string, string>): { core: Core; other: Core } {
  let started: Awaited<ReturnType<typeof startCores>> | undefined;
  beforeAll(async () => {
    started = await startCores(env);
  });
  afterAll(() => started?.remove());
  return { core: later(() => started?.core), other: later(() => started?.other) };
}
