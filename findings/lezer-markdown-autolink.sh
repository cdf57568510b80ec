#!/usr/bin/env bash
# @lezer/markdown 1.8.1: addresses without marks, by its extension Autolink.
# Expected: the whole address is the link, or nothing is.
# What happens: a query or fragment right after the host is cut off, so the link leads elsewhere. A mail address with a
#   letter outside ASCII is cut in front: the link is to another mailbox. An upper-case scheme or a host outside ASCII
#   is no link at all, while letters outside ASCII in a path are fine.
# Why it matters: people share links to searches, and names have accents: mail would go to somebody else.
# Seen: ?q=1 lost, but kept after a path; joão@uni.example gives o@uni.example; münchen.de and Https: nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @lezer/markdown@1.8.1
cat > seen.mjs <<'END'
import { Autolink, parser } from '@lezer/markdown';

const reader = parser.configure([Autolink]);
function link(text) {
  let found = null;
  reader.parse(text).iterate({
    enter({ name, from, to }) {
      if (name === 'URL') found = text.slice(from, to);
    },
  });
  return found;
}
const stated = {
  'https://example.org?q=1': 'https://example.org',
  'https://example.org/?q=1': 'https://example.org/?q=1',
  'https://example.org#map': 'https://example.org',
  'joão@uni.example': 'o@uni.example',
  'https://münchen.de/x': null,
  'https://example.org/é': 'https://example.org/é',
  'Https://example.org/a': null,
};
const seen = Object.fromEntries(Object.keys(stated).map((text) => [text, link(text)]));
console.log(seen);
process.exit(JSON.stringify(seen) === JSON.stringify(stated) ? 0 : 1);
END
node seen.mjs
