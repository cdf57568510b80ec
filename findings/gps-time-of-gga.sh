#!/usr/bin/env bash
# gps 0.9.0 (GPS.js) reads what GPS receivers write (NMEA 0183): the time of a fix, in a track that was recorded.
# Expected: after an RMC sentence, which has the date, the GGA of the same second has the same time.
# What happens: GGA has no date, and gets today's by the computer's clock, even in a state that knows the date from RMC.
#   `state.time` jumps to and fro with every sentence, by months in a recorded track. By the same rule a GGA of
#   23:59:59 that is read one second later, after midnight, gets a time nearly 24 hours in the future.
# Why it matters: "the newest position wins" keeps the position of midnight for a whole day, and takes no other.
# Seen: RMC of 10 March 2026 gives 2026-03-10T23:59:58; the GGA after it the date of the day on which this runs.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund gps@0.9.0
cat > seen.mjs <<'END'
import { createRequire } from 'node:module';

const GPS = createRequire(import.meta.url)('gps');
const sentence = (body) => {
  const sum = [...body].reduce((all, letter) => all ^ letter.charCodeAt(0), 0);
  return `$${body}*${sum.toString(16).toUpperCase().padStart(2, '0')}`;
};
const gps = new GPS();
const time = (body) => {
  if (!gps.update(sentence(body))) throw new Error('refused');
  return gps.state.time.toISOString();
};
const today = new Date().toISOString().slice(0, 10);
const rmc = time('GPRMC,235958,A,3844.21,N,00908.32,W,002.0,054.7,100326,,,A');
const gga = time('GPGGA,235958,3844.21,N,00908.32,W,1,07,1.0,60.0,M,50.0,M,,');
console.log({ rmc, gga, today });
process.exit(rmc === '2026-03-10T23:59:58.000Z' && gga === `${today}T23:59:58.000Z` ? 0 : 1);
END
node seen.mjs
