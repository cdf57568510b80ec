// A node that npm started ends with npm, also when npm was killed and could tell nobody.

const LOOK_EVERY_MS = 500;

/** Sends this process SIGTERM once the process that started it is gone. */
export function endWithParent() {
  const parent = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(looking);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_EVERY_MS);
  looking.unref();
}
