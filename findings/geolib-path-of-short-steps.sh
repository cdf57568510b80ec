#!/usr/bin/env bash
# geolib 3.3.14: the length of a path, by getPathLength.
# Expected: a walk of 1,000 steps of 0.44 m is 445 m long, give or take a metre: results are in whole metres.
# What happens: it is 0 m long. Every step is rounded to whole metres before they are added, so a path loses or gains up
#   to half a metre a step, and the more often a device reports, the more wrong the length becomes.
# Why it matters: whoever tells a walk from a device that lies still by the length of its track sees nobody ever move.
# Seen: path 0 m; from its first to its last point 445 m; with a distance function that does not round, 444 m.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund geolib@3.3.14
cat > seen.mjs <<'END'
import geolib from 'geolib';

const track = Array.from({ length: 1001 }, (_, i) => ({ latitude: 38.7368 + i * 0.000004, longitude: -9.14 }));
const path = geolib.getPathLength(track);
const ends = geolib.getDistance(track[0], track[1000]);
const fine = Math.round(geolib.getPathLength(track, (a, b) => geolib.getPreciseDistance(a, b, 0.001)));
console.log({ path, ends, fine });
process.exit(path === 0 && ends === 445 && fine === 444 ? 0 : 1);
END
node seen.mjs
