import type { Random } from './random';

const PROCESSES = ['node 0', 'node 1', 'RabbitMQ', 'PostgreSQL'] as const;
export type Victim = (typeof PROCESSES)[number];
const CONNECTIONS = ['clients', 'database', 'broker'] as const;
type Connections = (typeof CONNECTIONS)[number];

/** A fault with a duration. `ms` is how long it lasts; a process that restarts takes longer. */
export type Fault =
  | { kind: 'kill' | 'pause'; victim: Victim; ms: number }
  | { kind: 'drop' }
  | { kind: 'delay' | 'reset' | 'slice'; connections: Connections; ms: number }
  /** Loses everything that the broker has confirmed and not delivered; `quiet`: users have stopped acting by then. */
  | { kind: 'wipe'; ms: number; quiet?: true }
  | { kind: 'rolling restart' };

/**
 * Yields every fault, in an order that the seed decides, again and again in another order; never two of a kind in a
 * row.
 */
export function* schedule(random: Random): Generator<Fault, never> {
  for (;;) {
    const round = [
      ...PROCESSES.map((victim): Fault => ({ kind: 'kill', victim, ms: random.between(200, 4_000) })),
      ...PROCESSES.map((victim): Fault => ({ kind: 'pause', victim, ms: random.between(5_000, 30_000) })),
      ...CONNECTIONS.flatMap((connections): Fault[] => [
        { kind: 'delay', connections, ms: random.between(3_000, 8_000) },
        { kind: 'reset', connections, ms: random.between(3_000, 8_000) },
        { kind: 'slice', connections, ms: random.between(3_000, 8_000) },
      ]),
      { kind: 'drop' } as const,
      { kind: 'wipe', ms: random.between(200, 2_000) } as const,
      { kind: 'rolling restart' } as const,
    ];
    for (; round.length > 0; ) yield round.splice(random.between(0, round.length - 1), 1)[0] as Fault;
  }
}

/** Returns the name of a fault in the table. */
export function nameOf(fault: Fault): string {
  switch (fault.kind) {
    case 'kill':
      return `kill -9 of ${fault.victim}`;
    case 'pause':
      return `SIGSTOP of ${fault.victim}, ${(fault.ms / 1_000).toFixed(0)} s`;
    case 'drop':
      return 'all sockets dropped at once';
    case 'wipe':
      return 'broker data wiped';
    case 'rolling restart':
      return fault.kind;
    default:
      return `${fault.kind} on the connections of ${fault.connections}, ${(fault.ms / 1_000).toFixed(0)} s`;
  }
}
