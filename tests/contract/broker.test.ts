import { randomUUID } from 'node:crypto';
import { connect } from 'amqplib';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import { isQuadError } from '@/protocol/errors';
import type { Broker, BrokerLog, Delivery, SessionQueue } from '@/server/broker/broker';
import { createEmbeddedBroker } from '@/server/broker/embedded';
import { createEmbeddedServer } from '@/server/broker/embedded-server';
import { createRabbitBroker } from '@/server/broker/rabbitmq';
import type { TopologyOptions } from '@/server/broker/topology';
import { checkBroker } from '@/server/cli/checks/broker';
import type { Config } from '@/server/config';
import { type RealRabbit, startRabbit } from '@/tests/support/rabbitmq';

const quiet: BrokerLog = { info() {}, warn() {}, error() {} };
const PATIENCE = { timeout: 60_000, interval: 10 };

/** A broker's server that can stop and restart, and brokers of nodes on it. */
type Server = {
  /** True when the server keeps queued events over a proper stop. */
  keepsQueues: boolean;
  broker(options: TopologyOptions): Broker;
  stop(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
};

async function embedded(): Promise<Server> {
  const server = createEmbeddedServer({ log: quiet });
  return {
    keepsQueues: false,
    broker: (options) => createEmbeddedBroker({ server, log: quiet, ...options }),
    stop: async () => server.stop(),
    start: async () => server.start(),
    remove: async () => server.stop(),
  };
}

/** One RabbitMQ for the whole file: it takes seconds to start. */
let started: Promise<RealRabbit> | undefined;
afterAll(async () => void (await (await started)?.remove()));

async function rabbitmq(): Promise<Server & { rabbit: RealRabbit }> {
  started ??= startRabbit();
  const rabbit = await started;
  return {
    ...rabbit,
    rabbit,
    keepsQueues: true,
    remove: async () => {},
    broker: (options) =>
      createRabbitBroker({ url: rabbit.url, nodeId: randomUUID(), log: quiet, ...options }),
  };
}

/** The brokers of one test, under a prefix of their own. */
const running: Broker[] = [];
let prefix = '';
async function start(server: Server, options: TopologyOptions = {}): Promise<Broker> {
  const broker = server.broker({ prefix, ...options });
  running.push(broker);
  await broker.start();
  return broker;
}
const newPrefix = () => {
  prefix = `test-${randomUUID()}`;
};
const stopAll = () => Promise.all(running.splice(0).map((broker) => broker.stop()));

type Listener = {
  queue: SessionQueue;
  /** Every event delivered so far. */
  deliveries: Delivery[];
  bodies(): unknown[];
  readies(): number;
  ready(times?: number): Promise<void>;
  /** Waits until these bodies, and no others, have been delivered. */
  got(...bodies: unknown[]): Promise<void>;
};

function listen(
  broker: Broker,
  userId: string,
  options: { sessionId?: string; ack?: boolean } = {},
): Listener {
  const { sessionId = randomUUID(), ack = true } = options;
  const deliveries: Delivery[] = [];
  let readies = 0;
  const queue = broker.openSession({
    sessionId,
    userId,
    onReady: () => {
      readies++;
    },
    onDelivery: (delivery) => {
      deliveries.push(delivery);
      if (ack) delivery.ack();
    },
  });
  const bodies = () => deliveries.map((delivery) => delivery.body);
  return {
    queue,
    deliveries,
    bodies,
    readies: () => readies,
    ready: (times = 1) => vi.waitFor(() => expect(readies).toBeGreaterThanOrEqual(times), PATIENCE),
    got: (...expected) => vi.waitFor(() => expect(bodies()).toEqual(expected), PATIENCE),
  };
}

const toPeople = (body: string | number, ...userIds: string[]) => ({ to: 'people' as const, userIds, body });
const toNodes = (body: string | number) => ({ to: 'nodes' as const, body });
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
const isUp = (broker: Broker) => vi.waitFor(() => expect(broker.state).toBe('up'), PATIENCE);
const isDown = (broker: Broker) => vi.waitFor(() => expect(broker.state).toBe('down'), PATIENCE);

describe.each([
  ['embedded', embedded],
  ['RabbitMQ', rabbitmq],
])('the broker, %s', (_name, createServer) => {
  let server: Server;
  beforeAll(async () => {
    server = await createServer();
  });
  afterAll(() => server.remove());
  beforeEachPrefix();

  test('is up once started', async () => {
    const broker = await start(server);
    expect(broker.state).toBe('up');
  });

  describe('events to people', () => {
    test('[D11] reach only the sessions of that user, and all of them, on every node', async () => {
      const [here, otherBroker] = [await start(server), await start(server)];
      const tab = listen(here, 'ana');
      const phone = listen(otherBroker, 'ana');
      const other = listen(otherBroker, 'rui');
      await Promise.all([tab.ready(), phone.ready(), other.ready()]);
      await here.publish([toPeople('for ana', 'ana')]);
      await here.publish([toPeople('for rui', 'rui')]);
      await tab.got('for ana');
      await phone.got('for ana');
      await other.got('for rui');
    });

    test('[D11] reach each of more than a hundred users once', async () => {
      const broker = await start(server);
      const users = numbers(230).map((n) => `user-${n}`);
      const listeners = users.map((user) => listen(broker, user));
      const unasked = listen(broker, 'not asked');
      for (const listener of [unasked, ...listeners]) await listener.ready();
      const before = broker.counts().publishes;
      await broker.publish([toPeople('all', ...users, ...users)]);
      expect(broker.counts().publishes - before).toBe(3);
      await broker.publish([toPeople('end', ...users, 'not asked')]);
      for (const listener of listeners) await listener.got('all', 'end');
      await unasked.got('end');
    });

    test('keep the order of publishing in each session', async () => {
      const broker = await start(server);
      const ana = listen(broker, 'ana');
      await ana.ready();
      await Promise.all(
        numbers(300).map((n) => broker.publish([toPeople(n, 'ana'), toPeople('other', 'rui')])),
      );
      await ana.got(...numbers(300));
    });

    test('carry any JSON', async () => {
      const broker = await start(server);
      const ana = listen(broker, 'ana');
      await ana.ready();
      const body = { text: 'olá ☀️ "\\\n', list: [1, null, true, { deep: [] }], big: 'x'.repeat(200_000) };
      await broker.publish([{ to: 'people', userIds: ['ana'], body }]);
      await ana.got(body);
    });

    test('are no error when no session receives them', async () => {
      const broker = await start(server);
      await broker.publish([toPeople('hello?', 'nobody'), { to: 'people', userIds: [], body: 1 }]);
      expect(broker.counts()).toMatchObject({ publishes: 1, unrouted: 1 });
    });
  });

  describe('a session queue', () => {
    test('delivers no more than the prefetch until an event is acknowledged', async () => {
      const broker = await start(server, { prefetch: 3 });
      const ana = listen(broker, 'ana', { ack: false });
      await ana.ready();
      await broker.publish(numbers(5).map((n) => toPeople(n, 'ana')));
      const other = listen(broker, 'rui');
      await other.ready();
      await ana.got(0, 1, 2);
      ana.deliveries[0]?.ack();
      ana.deliveries[0]?.ack();
      await ana.got(0, 1, 2, 3);
      ana.deliveries[1]?.ack();
      ana.deliveries[2]?.ack();
      await ana.got(0, 1, 2, 3, 4);
      expect(broker.counts()).toMatchObject({ deliveries: 5, acks: 3 });
    });

    test('keeps missed and unacknowledged events for the next node', async () => {
      const [here, otherBroker] = [await start(server), await start(server)];
      const before = listen(here, 'ana', { ack: false });
      await before.ready();
      await here.publish(numbers(4).map((n) => toPeople(n, 'ana')));
      await before.got(0, 1, 2, 3);
      before.deliveries[0]?.ack();
      await before.queue.detach();
      before.deliveries[1]?.ack(); // too late: another node holds the queue
      await here.publish([toPeople('missed', 'ana')]);
      const after = listen(otherBroker, 'ana', { sessionId: before.queue.sessionId });
      await after.got(1, 2, 3, 'missed');
      expect(after.deliveries.map((delivery) => delivery.redelivered)).toEqual([true, true, true, false]);
      await here.publish([toPeople('and on', 'ana')]);
      await after.got(1, 2, 3, 'missed', 'and on');
      expect(before.bodies()).toEqual([0, 1, 2, 3]);
      expect(otherBroker.counts().acks).toBe(5);
    });

    test('belongs to the node that opened it last', async () => {
      const [here, otherBroker] = [await start(server), await start(server)];
      const old = listen(here, 'ana');
      await old.ready();
      const moved = listen(otherBroker, 'ana', { sessionId: old.queue.sessionId });
      await moved.ready();
      await here.publish(numbers(20).map((n) => toPeople(n, 'ana')));
      await moved.got(...numbers(20));
      expect(old.bodies()).toEqual([]);
    });

    test('opened again on the same node replaces the former holder', async () => {
      const broker = await start(server);
      const old = listen(broker, 'ana', { ack: false });
      await old.ready();
      await broker.publish([toPeople('first', 'ana')]);
      await old.got('first');
      const again = listen(broker, 'ana', { sessionId: old.queue.sessionId });
      await again.got('first');
      await old.queue.remove(); // the former holder may not delete the queue
      await broker.publish([toPeople('second', 'ana')]);
      await again.got('first', 'second');
    });

    test('expires some time after its session', async () => {
      const broker = await start(server, { sessionExpires: 5_000 });
      const ana = listen(broker, 'ana', { ack: false });
      await ana.ready();
      await broker.publish([toPeople('kept', 'ana')]);
      await ana.got('kept');
      await ana.queue.detach();
      await broker.publish([toPeople('kept', 'ana')]);
      expect(broker.counts().unrouted).toBe(0);
      await vi.waitFor(async () => {
        await broker.publish([toPeople('lost', 'ana')]);
        expect(broker.counts().unrouted).toBe(1);
      }, PATIENCE);
      const again = listen(broker, 'ana', { sessionId: ana.queue.sessionId });
      await again.ready();
      await broker.publish([toPeople('new', 'ana')]);
      await again.got('new');
    });

    test('does not expire while it is consumed', async () => {
      const broker = await start(server, { sessionExpires: 2_000 });
      const [used, detached] = [listen(broker, 'ana'), listen(broker, 'rui')];
      await Promise.all([used.ready(), detached.ready()]);
      await detached.queue.detach();
      await vi.waitFor(async () => {
        await broker.publish([toPeople('gone?', 'rui')]);
        expect(broker.counts().unrouted).toBe(1);
      }, PATIENCE);
      await broker.publish([toPeople('here', 'ana')]);
      await used.got('here');
      expect(used.readies()).toBe(1);
    });

    test('drops the oldest events beyond its length', async () => {
      const broker = await start(server, { sessionMaxLength: 5 });
      const ana = listen(broker, 'ana');
      await ana.ready();
      await ana.queue.detach();
      await broker.publish(numbers(8).map((n) => toPeople(n, 'ana')));
      const again = listen(broker, 'ana', { sessionId: ana.queue.sessionId });
      await again.got(3, 4, 5, 6, 7);
    });

    test('is deleted when removed', async () => {
      const broker = await start(server);
      const ana = listen(broker, 'ana');
      await ana.ready();
      await ana.queue.remove();
      await broker.publish([toPeople('anyone?', 'ana')]);
      expect(broker.counts().unrouted).toBe(1);
    });

    test('is declared again for its holder when another node deletes it', async () => {
      const [here, otherBroker] = [await start(server), await start(server)];
      const ana = listen(here, 'ana');
      await ana.ready();
      const takeover = listen(otherBroker, 'ana', { sessionId: ana.queue.sessionId });
      await takeover.ready();
      await takeover.queue.remove();
      await ana.ready(2);
      await here.publish([toPeople('still here', 'ana')]);
      await ana.got('still here');
    });

    test('is removed when released at once', async () => {
      const broker = await start(server);
      const ana = listen(broker, 'ana');
      await ana.queue.remove();
      await broker.publish([toPeople('anyone?', 'ana')]);
      expect(broker.counts().unrouted).toBe(1);
    });

    test('is declared once, and many are declared concurrently', async () => {
      const broker = await start(server);
      const herd = numbers(200).map((n) => listen(broker, `user-${n}`));
      await vi.waitFor(
        () => expect(herd.filter((listener) => listener.readies() === 0)).toHaveLength(0),
        PATIENCE,
      );
      expect(broker.counts().declares).toBe(200);
    });

    test('survives a listener that throws', async () => {
      const broker = await start(server);
      const seen: unknown[] = [];
      broker.openSession({
        sessionId: randomUUID(),
        userId: 'ana',
        onReady: () => {
          seen.push('ready');
          throw new Error('from onReady');
        },
        onDelivery: ({ body, ack }) => {
          seen.push(body);
          ack();
          throw new Error('from onDelivery');
        },
      });
      await vi.waitFor(() => expect(seen).toEqual(['ready']), PATIENCE);
      await broker.publish([toPeople(1, 'ana'), toPeople(2, 'ana')]);
      await vi.waitFor(() => expect(seen).toEqual(['ready', 1, 2]), PATIENCE);
    });
  });

  describe('events to nodes', () => {
    test('reach every node once, also the one that published', async () => {
      const nodes = [await start(server), await start(server), await start(server)] as const;
      const heard = nodes.map((node) => {
        const bodies: unknown[] = [];
        node.onNodeEvent((body) => bodies.push(body));
        return bodies;
      });
      await nodes[0].publish([toNodes('one'), toNodes('two')]);
      await nodes[0].publish([toNodes('three')]);
      await vi.waitFor(() => expect(heard).toEqual(Array(3).fill(['one', 'two', 'three'])), PATIENCE);
    });

    test('cost one publish and one delivery a node, however many listen', async () => {
      const [here, otherBroker] = [await start(server), await start(server)];
      let heard = 0;
      const listeners = numbers(500).map(() => otherBroker.onNodeEvent(() => heard++));
      const sessions = numbers(20).map((n) => listen(otherBroker, `user-${n}`));
      await Promise.all(sessions.map((session) => session.ready()));
      await here.publish([toNodes('to a room')]);
      await vi.waitFor(() => expect(heard).toBe(500), PATIENCE);
      expect(here.counts().publishes).toBe(1);
      expect(otherBroker.counts()).toMatchObject({ publishes: 0, deliveries: 1, acks: 0 });
      for (const unlisten of listeners) unlisten();
      let last: unknown;
      otherBroker.onNodeEvent((body) => {
        last = body;
      });
      await here.publish([toNodes('again')]);
      await vi.waitFor(() => expect(last).toBe('again'), PATIENCE);
      expect(heard).toBe(500);
    });
  });

  test('[D12] while the server is down publishing fails at once, and nodes start and stop; after its return kept events are delivered', async () => {
    const [here, otherBroker, leaving] = [await start(server), await start(server), await start(server)];
    const states: string[] = [];
    here.onState((state) => states.push(state));
    const ana = listen(here, 'ana');
    const departed = listen(leaving, 'ines');
    const away = listen(otherBroker, 'maria');
    await Promise.all([ana.ready(), departed.ready(), away.ready()]);
    await away.queue.detach();
    await here.publish([toPeople('queued', 'maria')]);

    await server.stop();
    await Promise.all([isDown(here), isDown(otherBroker), isDown(leaving)]);
    const { publishes } = here.counts();
    const refusal = await here.publish([toPeople('into the void', 'ana')]).catch((error) => error);
    expect(here.counts().publishes).toBe(publishes);
    expect(isQuadError(refusal) && refusal).toMatchObject({ code: 'unavailable', retryable: true });
    await expect(here.publish([toNodes('nor this')])).rejects.toMatchObject({ retryable: true });
    const meanwhile = listen(otherBroker, 'rui');
    const shortly = listen(otherBroker, 'eva');
    await shortly.queue.detach();
    await leaving.stop();
    await departed.queue.detach();
    const coming = await start(server);
    expect(coming.state).toBe('down');
    const joao = listen(coming, 'joao');

    await server.start();
    await Promise.all([isUp(here), isUp(otherBroker), isUp(coming)]);
    await ana.ready(2);
    const again = listen(otherBroker, 'maria', { sessionId: away.queue.sessionId });
    await Promise.all([meanwhile.ready(), joao.ready(), again.ready()]);
    const heard: unknown[] = [];
    otherBroker.onNodeEvent((body) => heard.push(body));
    await here.publish([toPeople('back', 'ana', 'rui', 'joao', 'maria'), toNodes('back')]);
    await coming.publish([toPeople('hello', 'joao')]);
    await ana.got('back');
    await meanwhile.got('back');
    await joao.got('back', 'hello');
    await again.got(...(server.keepsQueues ? ['queued'] : []), 'back');
    await vi.waitFor(() => expect(heard).toEqual(['back']), PATIENCE);
    expect(states).toEqual(['down', 'up']);
    expect([shortly.readies(), departed.readies()]).toEqual([0, 1]);
  });
});

describe('RabbitMQ', () => {
  let server: Awaited<ReturnType<typeof rabbitmq>>;
  beforeAll(async () => {
    server = await rabbitmq();
  });
  beforeEachPrefix();

  /** `vm_memory_high_watermark`: a fraction of the memory, or bytes as `{absolute, 1000}`. */
  const setMemoryLimit = (limit: string) =>
    server.rabbit.evaluate(`vm_memory_monitor:set_vm_memory_high_watermark(${limit})`);

  const sessionQueues = async () => {
    const queues = await server.rabbit.listQueues();
    return queues.filter((queue) => queue.name.startsWith(`${prefix}.session.`));
  };

  test('shows a durable queue for each session, with its limits', async () => {
    const broker = await start(server);
    const ana = listen(broker, 'ana');
    await ana.ready();
    expect(await sessionQueues()).toEqual([
      {
        name: `${prefix}.session.${ana.queue.sessionId}`,
        durable: true,
        messages: 0,
        consumers: 1,
        arguments: {
          'x-queue-type': 'classic',
          'x-expires': 120_000,
          'x-max-length': 1_000,
          'x-overflow': 'drop-head',
        },
      },
    ]);
    await ana.queue.detach();
    expect(await sessionQueues()).toMatchObject([{ consumers: 0 }]);
  });

  test('[D12] killed while publishing: every publish settles in time, and nodes reconnect', async () => {
    const broker = await start(server);
    const ana = listen(broker, 'ana');
    await ana.ready();
    const publishes = numbers(50).map((n) => broker.publish([toPeople(n, 'ana')]));
    await Promise.all([server.rabbit.kill(), Promise.allSettled(publishes)]);
    await isDown(broker);
    await server.start();
    await isUp(broker);
    await ana.ready(2);
    await broker.publish([toPeople('back', 'ana')]);
    await vi.waitFor(() => expect(ana.bodies().at(-1)).toBe('back'), PATIENCE);
  });

  test('killed and wiped: its topology is declared again', async () => {
    const broker = await start(server);
    const ana = listen(broker, 'ana', { ack: false });
    await ana.ready();
    await broker.publish([toPeople('before', 'ana')]);
    await ana.got('before');
    await server.rabbit.kill();
    await server.rabbit.wipe();
    await server.start();
    await isUp(broker);
    await ana.ready(2);
    ana.deliveries[0]?.ack(); // of a queue that no longer exists
    const heard: unknown[] = [];
    broker.onNodeEvent((body) => heard.push(body));
    await broker.publish([toPeople('after', 'ana'), toNodes('after')]);
    await ana.got('before', 'after');
    await vi.waitFor(() => expect(heard).toEqual(['after']), PATIENCE);
  });

  test('[D12] suspended: publishing fails in bounded time, then at once, until the broker answers', async () => {
    const broker = await start(server);
    const ana = listen(broker, 'ana');
    await ana.ready();
    await server.rabbit.pause();
    try {
      await expect(broker.publish([toPeople('held', 'ana')])).rejects.toMatchObject({ retryable: true });
      expect(broker.state).toBe('down');
      const { publishes } = broker.counts();
      await expect(broker.publish([toPeople('refused', 'ana')])).rejects.toMatchObject({ retryable: true });
      expect(broker.counts().publishes).toBe(publishes);
    } finally {
      server.rabbit.resume();
    }
    await isUp(broker);
    await broker.publish([toPeople('after', 'ana')]);
    await ana.got('held', 'after');
    expect(ana.readies()).toBe(1);
  });

  test('[D12] short of memory: publishing fails in time, consuming continues, and publishing recovers by itself', async () => {
    const broker = await start(server);
    const ana = listen(broker, 'ana', { ack: false });
    await ana.ready();
    await broker.publish([toPeople('before', 'ana')]);
    await ana.got('before');
    await setMemoryLimit('{absolute, 1000}');
    try {
      // RabbitMQ checks the limit at intervals, and reports it at the next publish.
      await vi.waitFor(
        () =>
          expect(broker.publish([toPeople('held', 'ana')])).rejects.toMatchObject({ code: 'unavailable' }),
        PATIENCE,
      );
      await isDown(broker);
      const queue = listen(broker, 'rui');
      await queue.ready();
      ana.deliveries[0]?.ack();
    } finally {
      await setMemoryLimit('0.8');
    }
    await isUp(broker);
    await broker.publish([toPeople('after', 'ana')]);
    await vi.waitFor(() => expect(ana.bodies().at(-1)).toBe('after'), PATIENCE);
  });

  test('has a queue from another version: the queue is declared again without effect on others', async () => {
    const former = await start(server, { sessionMaxLength: 7 });
    const old = listen(former, 'ana');
    await old.ready();
    await old.queue.detach();
    const broker = await start(server);
    const others = numbers(10).map((n) => listen(broker, `user-${n}`));
    await Promise.all(others.map((other) => other.ready()));
    const ana = listen(broker, 'ana', { sessionId: old.queue.sessionId });
    await ana.ready();
    await broker.publish([toPeople('hello', 'ana', 'user-1')]);
    await ana.got('hello');
    await others[1]?.got('hello');
    expect(others.map((other) => other.readies())).toEqual(Array(10).fill(1));
  });

  test('recovers when an operator deletes a queue and the exchange', async () => {
    const broker = await start(server);
    const ana = listen(broker, 'ana');
    await ana.ready();
    const operator = await connect(server.rabbit.url);
    onTestFinished(() => operator.close());
    const channel = await operator.createChannel();
    await channel.deleteQueue(`${prefix}.session.${ana.queue.sessionId}`);
    await ana.ready(2);
    await channel.deleteExchange(`${prefix}.people`);
    await expect(broker.publish([toPeople('where to?', 'ana')])).rejects.toMatchObject({ retryable: true });
    await isUp(broker);
    await ana.ready(3);
    await isUp(broker);
    await broker.publish([toPeople('hello', 'ana')]);
    await ana.got('hello');
  });

  test('[S27] refuses its user every right: the node logs that once, with what to do, and retries rarely', async () => {
    await server.rabbit.evaluate(
      'rabbit_auth_backend_internal:add_user(<<"outsider">>, <<"pass">>, <<"test">>)',
    );
    await server.rabbit.evaluate(
      'rabbit_auth_backend_internal:set_permissions(<<"outsider">>, <<"/">>, <<"^$">>, <<"^$">>, <<"^$">>, <<"test">>)',
    );
    const url = new URL(server.rabbit.url);
    Object.assign(url, { username: 'outsider', password: 'pass' });
    const warnings: string[] = [];
    const warn = (_: object, message: string) => void warnings.push(message);
    const log = { ...quiet, warn };
    const broker = createRabbitBroker({ url: url.href, nodeId: randomUUID(), log, prefix });
    running.push(broker);
    await broker.start(); // stops waiting after three seconds
    expect(broker.state).toBe('down');
    expect(warnings.filter((line) => line.includes('rabbitmqctl')).length).toBeGreaterThan(0);
    expect(warnings.length).toBeLessThanOrEqual(5);
  });

  test('[S26] has an alarm: the doctor reports which, and exits', async () => {
    const config = { amqp: { url: server.rabbit.url, prefix } } as Config;
    expect(await checkBroker(config)).toMatchObject({ state: 'ok' });
    await setMemoryLimit('{absolute, 1}');
    try {
      await vi.waitFor(
        async () =>
          expect(await checkBroker(config)).toMatchObject({
            state: 'wrong',
            message: expect.stringMatching(/accepts no messages: low on memory/),
            mend: expect.stringContaining('vm_memory_high_watermark'),
          }),
        PATIENCE,
      );
    } finally {
      await setMemoryLimit('0.8');
    }
  });

  test('has a queue taken over from a suspended node: unacknowledged deliveries return when the connection of that node ends', async () => {
    const [here, otherBroker] = [await start(server), await start(server)];
    const before = listen(here, 'ana', { ack: false });
    await before.ready();
    await here.publish([toPeople('unacknowledged', 'ana')]);
    await before.got('unacknowledged');
    const after = listen(otherBroker, 'ana', { sessionId: before.queue.sessionId });
    await after.ready();
    await otherBroker.publish([toPeople('next', 'ana')]);
    await after.got('next');
    await here.stop();
    await after.got('next', 'unacknowledged');
    expect(after.deliveries[1]?.redelivered).toBe(true);
  });
});

function beforeEachPrefix(): void {
  beforeEach(newPrefix);
  afterEach(stopAll);
}
