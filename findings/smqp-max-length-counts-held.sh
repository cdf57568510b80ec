#!/usr/bin/env bash
# smqp 15.0.0: a queue with `maxLength`, whose consumer holds messages that it has not acknowledged yet.
# Expected: as RabbitMQ does with x-max-length, only messages that wait are counted, and the oldest of those is dropped.
# What happens: what the consumer holds is counted, too. When all that the queue may have is held, a new message is
#   dropped at once, although the consumer asked for more (prefetch).
# Why it matters: a slow client loses the newest messages of a chat instead of the oldest, and far below the limit.
# Seen: with maxLength 2 and prefetch 10, of four messages the consumer gets 1 and 2, and never 3 and 4.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund smqp@15.0.0
cat > seen.mjs <<'END'
import { Broker } from 'smqp';

const broker = new Broker();
broker.assertQueue('session', { maxLength: 2, autoDelete: false });
const held = [];
broker.consume('session', (_key, message) => held.push(message), { prefetch: 10 });
for (const text of ['1', '2', '3', '4']) broker.sendToQueue('session', text);
const first = held.map((message) => message.content);
// Acknowledged in full, nothing more comes: 3 and 4 are gone.
for (const message of held.slice()) message.ack();
const all = held.map((message) => message.content);
console.log('handed out:', first, 'and after acknowledging:', all);
process.exit(first.join() === '1,2' && all.join() === '1,2' ? 0 : 1);
END
node seen.mjs
