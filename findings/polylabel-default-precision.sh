#!/usr/bin/env bash
# polylabel 2.1.0 finds the point of a polygon that is farthest from its walls, for the label on a map.
# Expected: called without options on a building in degrees (as GeoJSON has it), it gives a point well inside.
# What happens: the default precision is 1, in the units of the coordinates. A building is much smaller than a degree,
#   so the search ends at once, and the answer is the south-west corner of the bounding box, with distance 0.
#   A precision of 1e-7 (a centimetre) gives the right point.
# Why it matters: every building of a campus gets its label on a corner, and for some shapes outside of its walls.
# Seen (column, row on a grid of 4 by 4): default 0.00, 0.00, distance 0; precision 1e-7: 3.41, 0.59, inside.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund polylabel@2.1.0
cat > seen.mjs <<'END'
import polylabel from 'polylabel';

// A building in the shape of a U, 105 m wide: both arms and the bar are 26 m thick.
const grid = [[0, 0], [4, 0], [4, 4], [3, 4], [3, 1], [1, 1], [1, 4], [0, 4], [0, 0]];
const [west, south, step] = [-9.14, 38.736, 0.0003];
const building = [grid.map(([x, y]) => [west + x * step, south + y * step])];
const onGrid = ([longitude, latitude]) => [(longitude - west) / step, (latitude - south) / step];

const byDefault = polylabel(building);
const fine = polylabel(building, 1e-7);
console.log('default:', onGrid(byDefault).map((n) => n.toFixed(2)), 'distance', byDefault.distance);
console.log('precision 1e-7:', onGrid(fine).map((n) => n.toFixed(2)), 'distance', fine.distance);
const corner = onGrid(byDefault).every((n) => Math.abs(n) < 1e-6) && byDefault.distance === 0;
process.exit(corner && fine.distance > 0.00017 ? 0 : 1);
END
node seen.mjs
