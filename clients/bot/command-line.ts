import { InvalidArgumentError } from 'commander';

/** Returns a signal that SIGINT or SIGTERM aborts. */
export function untilInterrupted(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

/**
 * Returns the parser of an option that is the URL of a server, whose closing slashes it omits. The parser throws
 * `InvalidArgumentError`, which names `example`, for anything but an http or https URL.
 */
export function serverUrl(example: string): (value: string) => string {
  return (value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
      throw new InvalidArgumentError(`It must be a URL such as ${example}.`);
    return value.replace(/\/+$/, '');
  };
}
