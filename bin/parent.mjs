// Ends a node that npm started together with npm, also when npm was killed and could not signal it.

const LOOK_EVERY_MS = 500;

/** Sends this process SIGTERM once its parent process has ended. */
export function endWithParent() {
  const parent = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(looking);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_EVERY_MS);
  looking.unref();
}
