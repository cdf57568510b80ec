#!/usr/bin/env bash
# geolib 3.3.14: how far a point is from a line, by getDistanceFromLine.
# Expected: 0 m for a point in the middle of the line, 4 m for one 4.3 m beside it; the distances are in whole metres.
# What happens: both are 23.6 m away from a line of 1,112 m. The three sides of the triangle are rounded to metres,
#   and its height is computed from them by acos: half a metre too much in the sides becomes 24 m of height.
#   A smaller `accuracy` does not settle it: with 0.1 both are 0 m away, with 0.01 they are 2.4 m and 4.1 m away.
# Why it matters: "who is near this path, or this wall" is wrong by a building's width, and not only by the last metre.
# Seen: on the line 23.60 m, beside it 23.60 m; accuracy 0.1: 0.00 and 0.00; accuracy 0.01: 2.36 and 4.09.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund geolib@3.3.14
cat > seen.mjs <<'END'
import geolib from 'geolib';

const [south, north] = [{ latitude: 38.73, longitude: -9.14 }, { latitude: 38.74, longitude: -9.14 }];
const onLine = { latitude: 38.735, longitude: -9.14 };
const beside = { latitude: 38.735, longitude: -9.13995 };

const away = (point, accuracy) => geolib.getDistanceFromLine(point, south, north, accuracy).toFixed(2);
const seen = [undefined, 0.1, 0.01].map((accuracy) => [away(onLine, accuracy), away(beside, accuracy)]);
console.log('the second point is beside the first by', geolib.getDistance(onLine, beside, 0.01), 'm');
console.log('metres from the line, by accuracy (default, 0.1, 0.01):', JSON.stringify(seen));
const stated = [['23.60', '23.60'], ['0.00', '0.00'], ['2.36', '4.09']];
process.exit(JSON.stringify(seen) === JSON.stringify(stated) ? 0 : 1);
END
node seen.mjs
