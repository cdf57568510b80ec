// Loaded before a program that a benchmark measures: answers the message `memory` with the memory that is left after a
// garbage collection, and ends with its parent, even if that was killed.
process.on('message', (message) => {
  if (message !== 'memory') return;
  globalThis.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send({ memory: { rss, heapUsed, external } });
});
process.once('disconnect', () => process.exit(1));
process.channel?.unref();
