// Loaded before a program that a benchmark measures: answers the message `memory` with the memory that is left after a
// garbage collection.
process.on('message', (message) => {
  if (message !== 'memory') return;
  globalThis.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send({ memory: { rss, heapUsed, external } });
});
process.channel?.unref();
