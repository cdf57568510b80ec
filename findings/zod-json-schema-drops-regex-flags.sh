#!/usr/bin/env bash
# zod 4.6.7 with ajv 8.20.0: the JSON Schema of a regular expression with the flag `i` refuses strings that zod accepts.
#
# Expected: `z.toJSONSchema` translates the flag (for example `[aA]`), or reports that it cannot, as it does for other
#   schemas that JSON Schema cannot express.
# Actual: the flag is dropped without a word, so the published schema is stricter than the server.
# Why it matters: clients generated from an OpenAPI document, and proxies that validate with it, refuse requests that
#   the server would accept. A case-insensitive field, such as an id in hexadecimal, shows it only for capital letters.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent zod@4.6.7 ajv@8.20.0
cat > show.mjs <<'JS'
import Ajv2020 from 'ajv/dist/2020.js';
import { z } from 'zod';

const hexadecimal = z.string().regex(/^[0-9a-f]+$/i);
const schema = z.toJSONSchema(hexadecimal);
const byZod = hexadecimal.safeParse('BEEF').success;
const bySchema = new Ajv2020().compile(schema)('BEEF');
console.log(`schema: ${JSON.stringify(schema)}; "BEEF": zod ${byZod}, its JSON Schema ${bySchema}`);
process.exit(byZod && !bySchema ? 0 : 1);
JS
node show.mjs
