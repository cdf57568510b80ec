#!/usr/bin/env bash
# smqp 15.0.0, an AMQP-like broker inside the process: one queue with two bindings that both match a message.
# Expected: as AMQP 0-9-1 and RabbitMQ have it, the queue gets the message once, however many of its bindings match.
# What happens: it gets one copy for each binding.
# Why it matters: what follows several topics through one queue, as a bot that listens to a building and to mentions,
#   sees messages twice in development, and once in production.
# Seen: 2 messages in the queue after one publish.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund smqp@15.0.0
cat > seen.mjs <<'END'
import { Broker } from 'smqp';

const broker = new Broker();
broker.assertExchange('messages', 'topic');
broker.assertQueue('session');
broker.bindQueue('session', 'messages', 'library.#');
broker.bindQueue('session', 'messages', '*.urgent');
broker.publish('messages', 'library.urgent', 'closing soon');
const copies = broker.getQueue('session').messageCount;
console.log('copies in the one queue:', copies);
process.exit(copies === 2 ? 0 : 1);
END
node seen.mjs
