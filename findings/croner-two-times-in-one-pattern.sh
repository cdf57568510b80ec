#!/usr/bin/env bash
# croner 11.0.1, patterns of cron with a time zone, at the changes of the clock.
# Expected: "0,30 1 * * *" runs when "0 1 * * *" and "30 1 * * *" run.
# What happens: each of the two runs once a day all year: at the end of the hour that is left out in spring, and in the
#   first of the two equal hours in autumn. Both in one pattern have no run in spring, and two of each in autumn.
# Why it matters: a reminder that somebody sends at one time, and later at two times, is missed on one night of the year and
#   sent twice on another, although no time was taken away.
# Seen: Lisbon, 29 March 2026: 1 and 1 runs, together 0; 25 October 2026: 1 and 1 runs, together 4.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund croner@11.0.1
cat > seen.mjs <<'END'
import { Cron } from 'croner';

/** Returns the number of runs between two instants. */
function runs(pattern, from, until) {
  const cron = new Cron(pattern, { timezone: 'Europe/Lisbon', paused: true });
  let count = 0;
  for (let at = cron.nextRun(new Date(from)); at < new Date(until); at = cron.nextRun(at)) count += 1;
  return count;
}
const nights = {
  spring: ['2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z'],
  autumn: ['2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z'],
};
const seen = Object.entries(nights).map(([name, night]) => {
  const counts = ['0 1 * * *', '30 1 * * *', '0,30 1 * * *'].map((pattern) => runs(pattern, ...night));
  console.log(`${name}: "0 1" ${counts[0]}, "30 1" ${counts[1]}, "0,30 1" ${counts[2]}`);
  return counts.join();
});
process.exit(seen.join(' ') === '1,1,0 1,1,4' ? 0 : 1);
END
node seen.mjs
