import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below those that systems give to outgoing connections: one of these could have the port of a server that is
 * stopped for a moment.
 */
const [FROM, BEFORE] = [20_000, 32_000];
const reserved = new Set<number>();

/** So many ports of the loopback interface that nobody listens on, and that this process has not had yet. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = randomInt(FROM, BEFORE);
    if (reserved.has(port) || !(await isFree(port))) continue;
    reserved.add(port);
    ports.push(port);
  }
  return ports;
}

export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch {
    return false;
  }
  probe.close();
  await once(probe, 'close');
  return true;
}

/** Another process may take a port before the server does: `start` is tried again, and takes another one. */
export async function withAnotherPort<T>(start: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await start();
    } catch (error) {
      if (tries === 2) throw error;
    }
  }
}
