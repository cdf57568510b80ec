#!/usr/bin/env bash
# h3-js 4.5.0, Uber's grid of hexagons: the cell of a position, and the parent of its finer cell.
# Expected: as with geohash or any grid that is divided, the parent (resolution 9) of the cell at resolution 10 that
#   holds a position is the cell at resolution 9 that holds it.
# What happens: for one position in thirteen it is a neighbour. Seven hexagons do not fill a hexagon, so a child sticks
#   out of its parent, and `cellToParent` follows the numbers and not the ground.
# Why it matters: counts of people by coarse cell do not agree with those added up from finer ones, and somebody who is
#   looked for in a coarse cell is not found there when only the fine one was stored.
# Seen: of 20,000 positions over a campus 1,497 differ (7.5 %).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund h3-js@4.5.0
cat > seen.mjs <<'END'
import { cellToParent, latLngToCell } from 'h3-js';

let seed = 1; // the same positions every time
const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
let differ = 0;
for (let i = 0; i < 20_000; i++) {
  const [latitude, longitude] = [38.73 + random() * 0.02, -9.15 + random() * 0.02];
  const coarse = latLngToCell(latitude, longitude, 9);
  if (cellToParent(latLngToCell(latitude, longitude, 10), 9) !== coarse) differ++;
}
console.log(`${differ} of 20000 differ`);
process.exit(differ === 1497 ? 0 : 1);
END
node seen.mjs
