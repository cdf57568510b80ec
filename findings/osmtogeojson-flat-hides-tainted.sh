#!/usr/bin/env bash
# osmtogeojson 2.2.12: a building of OpenStreetMap of which the answer lacks one corner, with `flatProperties: true`.
# Expected: no polygon, or one that says it is not whole; extracts that end at a box are common.
# What happens: the corners that are there are closed to a polygon, a triangle for a square building. It is marked
#   `tainted: true` without that option; with it, which is what makes `name` a property as others read it, the mark is
#   left out. The same option replaces a tag named `id` by the id of the element.
# Why it matters: an import that looks right has walls through rooms, and an id that the university gave is lost.
# Seen: nested: tainted, tags.id "E1"; flat: no mark, id "way/5"; both times a ring of three corners.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund osmtogeojson@2.2.12
cat > seen.mjs <<'END'
import osmtogeojson from 'osmtogeojson';

const corner = (id, lat, lon) => ({ type: 'node', id, lat, lon });
const elements = [
  corner(1, 38.736, -9.14),
  corner(2, 38.736, -9.139),
  corner(3, 38.737, -9.139), // node 4 is outside the extract
  { type: 'way', id: 5, nodes: [1, 2, 3, 4, 1], tags: { building: 'university', name: 'Library', id: 'E1' } },
];
const read = (options) => osmtogeojson({ elements }, options).features[0];
const [nested, flat] = [read({}), read({ flatProperties: true })];
console.log(JSON.stringify({ nested: nested.properties, flat: flat.properties, ring: flat.geometry.coordinates[0] }));
const triangles = [nested, flat].every(({ geometry }) => geometry.coordinates[0].length === 4);
const marks = nested.properties.tainted === true && !('tainted' in flat.properties);
process.exit(triangles && marks && nested.properties.tags.id === 'E1' && flat.properties.id === 'way/5' ? 0 : 1);
END
node seen.mjs
