#!/usr/bin/env bash
# @lezer/markdown 1.8.1: the parser without HTML, by `remove: ['HTMLTag']`.
# Expected: tags become text, and `<https://example.org/a>` stays the link that CommonMark calls an autolink.
# What happens: the autolink is gone, too: one inline parser, named HTMLTag, reads both. Nothing named Autolink is there
#   to be kept, and the extension of that name knows bare addresses only.
# Why it matters: a chat that switches HTML off, as it should, also takes links away from people.
# Seen: with the whole parser one link; without HTMLTag none.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @lezer/markdown@1.8.1
cat > seen.mjs <<'END'
import { parser } from '@lezer/markdown';

function links(reader, text) {
  const found = [];
  reader.parse(text).iterate({
    enter({ name, from, to }) {
      if (name === 'URL') found.push(text.slice(from, to));
    },
  });
  return found;
}
const text = 'see <https://example.org/a> and **more**';
const whole = links(parser, text);
const without = links(parser.configure({ remove: ['HTMLTag'] }), text);
console.log({ whole, without });
process.exit(whole.length === 1 && without.length === 0 ? 0 : 1);
END
node seen.mjs
