import { randomUUID } from 'node:crypto';
import { type ChannelModel, connect } from 'amqplib';
import type { Config } from '@/server/config';
import { CHECK_TIMEOUT_MS, type Finding, reason } from './check';

/** Sends one message through an exchange and a queue of its own on the broker, and gets it back. */
export async function checkBroker({ amqp }: Config): Promise<Finding> {
  const name = 'broker';
  if (!amqp.url)
    return { name, state: 'ok', message: 'The broker is the one inside the node: nothing to reach.' };
  const where = new URL(amqp.url).host;
  let connection: ChannelModel;
  try {
    connection = await connect(amqp.url, { timeout: CHECK_TIMEOUT_MS });
  } catch (error) {
    return {
      name,
      state: 'wrong',
      message: `RabbitMQ at ${where} cannot be reached: ${reason(error)}`,
      mend: 'See that it runs, that this machine may reach it, and that user, password and virtual host in AMQP_URL are right. Until then messages are sent, and arrive by way of the database.',
    };
  }
  // An error of the connection also fails what is awaited; without a listener it would end the process.
  connection.on('error', () => {});
  try {
    await roundTrip(connection, `${amqp.prefix}.doctor.${randomUUID()}`);
    const { version } = connection.connection.serverProperties;
    return { name, state: 'ok', message: `RabbitMQ ${version} at ${where} took a message and gave it back.` };
  } catch (error) {
    return {
      name,
      state: 'wrong',
      message: `RabbitMQ at ${where} does not let us work: ${reason(error)}`,
      mend: `Give the user of AMQP_URL the rights to configure, write and read ${amqp.prefix}.* on its virtual host (rabbitmqctl set_permissions -p; docs/operations.md has the line), and see that no memory or disk alarm is on.`,
    };
  } finally {
    await connection.close().catch(() => {}); // the broker may have closed it, which the finding says already
  }
}

async function roundTrip(connection: ChannelModel, name: string): Promise<void> {
  const channel = await connection.createConfirmChannel();
  let timer: NodeJS.Timeout | undefined;
  const failed = new Promise<never>((_, refuse) => {
    channel.on('error', refuse);
    timer = setTimeout(() => refuse(new Error('no message came back in time')), CHECK_TIMEOUT_MS);
  });
  const work = async () => {
    // Not the default exchange: a user who may do all that a node does need not have the right to write there.
    await channel.assertExchange(name, 'fanout', { autoDelete: true, durable: false });
    await channel.assertQueue(name, { exclusive: true, autoDelete: true, durable: false });
    await channel.bindQueue(name, name, '');
    const came = new Promise<void>((resolve, refuse) => {
      channel.consume(name, () => resolve(), { noAck: true }).catch(refuse);
    });
    channel.publish(name, '', Buffer.from('doctor'));
    await channel.waitForConfirms();
    await came;
  };
  try {
    await Promise.race([work(), failed]);
  } finally {
    clearTimeout(timer);
  }
}
