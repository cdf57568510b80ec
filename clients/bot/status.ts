import { createApi } from './api';
import { EXIT, type Terminal } from './terminal';
import type { Check } from './wire';

/** Shows whether the bot may run. Returns the exit code. */
export async function showStatus(terminal: Terminal, options: { url: string; id: string }): Promise<number> {
  const check = await createApi(options.url).check(options.id);
  terminal.say(`${options.id}: ${check.state}`, { id: options.id, ...check });
  return exitCodeOf(check);
}

function exitCodeOf(check: Check): number {
  if (check.new !== undefined) return EXIT.unknownBot;
  if (check.auth !== undefined) return EXIT.notAuthorised;
  return check.available === 1 ? EXIT.ok : EXIT.busy;
}
