#!/usr/bin/env bash
# prom-client 15.1.3: a metric with two labels whose values are names that people gave.
# Expected: two pairs of different values are two series, as in Prometheus.
# What happens: they can be one. A series is found by its labels joined to one string, `name:value,name:value`, without
#   escaping, so a value with a comma and the name of the next label looks like another pair. The second replaces the
#   first.
# Why it matters: of a gauge by building and room, fed from a directory that others fill, a room may vanish.
# Seen: one series, with the labels and the value of the second.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund prom-client@15.1.3
cat > seen.mjs <<'END'
import { Gauge, Registry } from 'prom-client';

const registry = new Registry();
const people = new Gauge({ name: 'people', help: 'x', labelNames: ['building', 'room'], registers: [registry] });
people.set({ building: 'Main,room:1', room: '2' }, 7);
people.set({ building: 'Main', room: '1,room:2' }, 90);
const series = (await registry.metrics()).split('\n').filter((line) => line.startsWith('people{'));
console.log(series);
process.exit(series.length === 1 && series[0] === 'people{building="Main",room="1,room:2"} 90' ? 0 : 1);
END
node seen.mjs
