#!/usr/bin/env bash
# zod 4.6.7 with ajv 8.20.0: the JSON Schema of `z.tuple([])` is not a valid JSON Schema.
#
# Expected: `z.toJSONSchema` returns a schema that accepts the empty array and nothing else, for example
#   {"type":"array","maxItems":0}.
# Actual: it returns an empty `items` array (draft-7) or an empty `prefixItems` array (draft 2020-12). Both meta-schemas require at
#   least one element there, so a validator refuses the whole document.
# Why it matters: the arguments of an event are a tuple, and an event without arguments is an empty one. One such event
#   makes an AsyncAPI document that no tool reads, although zod itself validates the event without a problem.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent zod@4.6.7 ajv@8.20.0
cat > show.mjs <<'JS'
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020.js';
import { z } from 'zod';

const validators = { 'draft-7': Ajv, 'draft-2020-12': Ajv2020 };
let asDescribed = z.tuple([]).safeParse([]).success;
for (const [target, Validator] of Object.entries(validators)) {
  const { $schema, ...schema } = z.toJSONSchema(z.tuple([]), { target });
  const ajv = new Validator({ strict: false });
  const valid = ajv.validateSchema(schema);
  console.log(`${target}: ${JSON.stringify(schema)} is ${valid ? 'valid' : `invalid: ${ajv.errorsText()}`}`);
  asDescribed &&= !valid;
}
process.exit(asDescribed ? 0 : 1);
JS
node show.mjs
