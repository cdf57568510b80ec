import { cpus, release, totalmem } from 'node:os';

/** The facts without which a figure means nothing. */
export function describeMachine(): string {
  const processors = cpus();
  const gigabytes = (totalmem() / 2 ** 30).toFixed(1);
  return [
    `${processors.length} x ${processors[0]?.model.trim() ?? 'unknown processor'}, ${gigabytes} GiB`,
    `Node ${process.version}, ${process.platform} ${release()} ${process.arch}`,
  ].join('\n');
}
