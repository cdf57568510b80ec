import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type ChannelModel, connect } from 'amqplib';
import { isUnknownAuthority } from '@/db/connect';
import { isVhostRefusal, socketOptions, withHeartbeat, within } from '@/server/broker/rabbitmq-link';
import type { Config } from '@/server/config';
import { CHECK_TIMEOUT_MS, type Finding, judgeSecrecy, reason } from './check';

const CLOSE_WITHIN_MS = 1_000;
/** What a failure of the broker means for users. */
const MEANWHILE = 'Until then messages are delivered through the database.';

/** Sends one message through an own exchange and queue on the broker and waits until it arrives. */
export async function checkBroker({ amqp }: Config): Promise<Finding> {
  const name = 'broker';
  if (!amqp.url)
    return {
      name,
      state: 'ok',
      message: 'AMQP_URL is not set: each node uses the broker in its own process.',
    };
  const where = new URL(amqp.url).host;
  let connection: ChannelModel;
  try {
    connection = await connect(withHeartbeat(amqp.url), socketOptions('quad doctor'));
  } catch (error) {
    return { name, state: 'wrong', ...explainConnection(error, amqp) };
  }
  // An error of the connection also rejects the awaited call; without a listener it would end the process.
  connection.on('error', () => {});
  const { stream } = connection.connection as unknown as { stream: Socket & { authorized?: boolean } };
  try {
    await roundTrip(connection, `${amqp.prefix}.doctor.${randomUUID()}`);
    const { version } = connection.connection.serverProperties;
    const { description, ...judged } = judgeSecrecy(
      new URL(amqp.url).hostname,
      { encrypted: stream instanceof TLSSocket, verified: stream.authorized === true },
      'Let RabbitMQ listen with TLS and write amqps:// in AMQP_URL.',
    );
    const message = `RabbitMQ ${version} at ${where} delivered a test message${description}.`;
    return { name, ...judged, message };
  } catch (error) {
    const blocked = error instanceof Blocked;
    return {
      name,
      state: 'wrong',
      message: `RabbitMQ at ${where} ${blocked ? 'accepts no messages' : 'did not deliver a test message'}: ${reason(error)}`,
      mend: blocked
        ? `Free memory or disk space on its machine, or change its limits (vm_memory_high_watermark, disk_free_limit). ${MEANWHILE}`
        : `Give the user of AMQP_URL the rights to configure, write and read ${amqp.prefix}.* on its virtual host; docs/operations.md has the rabbitmqctl command. ${MEANWHILE}`,
    };
  } finally {
    // While an alarm is on, RabbitMQ reads nothing from a connection that has published, not even the closing
    // handshake.
    await within(CLOSE_WITHIN_MS, connection.close());
    stream.destroy();
  }
}

/** Returns why no connection to RabbitMQ could be opened, and what to do. */
function explainConnection(
  error: unknown,
  { url = '', prefix }: Config['amqp'],
): Pick<Finding, 'message' | 'mend'> {
  const { host, pathname, username } = new URL(url);
  if (isVhostRefusal(error)) {
    const user = decodeURIComponent(username) || 'guest';
    const vhost = decodeURIComponent(pathname.slice(1)) || '/';
    const rights = `'^${prefix}\\.'`;
    return {
      message: `RabbitMQ at ${host} has no virtual host "${vhost}", or the user "${user}" has no rights on it.`,
      mend: `Run: rabbitmqctl add_vhost ${vhost}; rabbitmqctl set_permissions -p ${vhost} ${user} ${rights} ${rights} ${rights}. ${MEANWHILE}`,
    };
  }
  const message = `RabbitMQ at ${host} cannot be reached: ${reason(error)}`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return {
    message,
    mend: isUnknownAuthority(code)
      ? `Set NODE_EXTRA_CA_CERTS=<the file with the certificate of its authority> for Quad and for this command. ${MEANWHILE}`
      : `Check that RabbitMQ runs, that this machine can reach it, and the user, password and virtual host in AMQP_URL. ${MEANWHILE}`,
  };
}

/** Means that RabbitMQ is short of memory or disk. */
class Blocked extends Error {}

async function roundTrip(connection: ChannelModel, name: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const failed = new Promise<never>((_, refuse) => {
    connection.on('blocked', (why) => refuse(new Blocked(why)));
    timer = setTimeout(() => refuse(new Error('no message came back in time')), CHECK_TIMEOUT_MS);
  });
  const work = async () => {
    const channel = await connection.createConfirmChannel();
    const closed = new Promise<never>((_, refuse) => channel.on('error', refuse));
    const trip = async () => {
      // Not the default exchange: the user of a node may lack the right to write there.
      await channel.assertExchange(name, 'fanout', { autoDelete: true, durable: false });
      await channel.assertQueue(name, { exclusive: true, autoDelete: true, durable: false });
      await channel.bindQueue(name, name, '');
      const received = new Promise<void>((resolve, refuse) => {
        channel.consume(name, () => resolve(), { noAck: true }).catch(refuse);
      });
      channel.publish(name, '', Buffer.from('doctor'));
      await Promise.all([channel.waitForConfirms(), received]);
    };
    await Promise.race([trip(), closed]);
  };
  const working = work();
  working.catch(() => {}); // it may reject after `failed` did
  try {
    await Promise.race([working, failed]);
  } finally {
    clearTimeout(timer);
  }
}
