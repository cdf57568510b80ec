#!/usr/bin/env bash
# @onify/fake-amqplib 3.7.0, which stands in for amqplib and RabbitMQ in tests: two consumers on one queue.
# Expected: as RabbitMQ does, messages go to the consumers in turns.
# What happens: the consumer that came first gets every message as long as it acknowledges in time; the other gets none.
# Why it matters: tests that share work between two nodes, or two tabs of one person, pass without the second ever
#   running: faults in it, and in their order together, appear with the real broker only.
# Seen: first 6, second 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @onify/fake-amqplib@3.7.0
cat > seen.mjs <<'END'
import { setImmediate } from 'node:timers/promises';
import * as fake from '@onify/fake-amqplib';

const connection = await fake.connect('amqp://localhost');
const channel = await connection.createChannel();
await channel.assertQueue('work');
const got = { first: 0, second: 0 };
for (const name of ['first', 'second'])
  await channel.consume('work', (message) => {
    got[name]++;
    channel.ack(message);
  });
for (let i = 0; i < 6; i++) {
  channel.sendToQueue('work', Buffer.from(`${i}`));
  await setImmediate();
}
console.log(got);
process.exit(got.first === 6 && got.second === 0 ? 0 : 1);
END
node seen.mjs
