import { withoutPasswords } from './log';

/** Errors whose message is written for the operator. By name: Next has a module graph of its own. */
const FORESEEN = new Set([
  'DatabaseError',
  'EmbeddedPostgresError',
  'MigrationError',
  'OperatorError',
  'QuadError',
]);

/**
 * Why a start, or an operator's command, failed: a sentence that says what to do, where the operator can mend it; else
 * the stack, for whoever mends the program. No other field of the error is shown.
 */
export function explainFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { name, message, code, syscall, path } = error as NodeJS.ErrnoException;
  if (FORESEEN.has(name) || message.startsWith('The configuration is not right'))
    return withoutPasswords(message);
  if (syscall === 'listen') return explainListening(code, message);
  if (syscall === 'getaddrinfo')
    return `HOST names no address: ${message}. Set it to an address of this machine.`;
  // The system says what and where; its own words are the clearest.
  if (syscall && path)
    return `${path} cannot be used: ${message}. See that it is there, has room, and belongs to the user that runs Quad.`;
  return withoutPasswords(error.stack ?? message);
}

function explainListening(code: string | undefined, message: string): string {
  if (code === 'EADDRINUSE')
    return 'Something else listens on that port already. Stop it, or set PORT to another one.';
  if (code === 'EACCES') return `Quad may not listen there: ${message}. Set PORT to 1024 or more.`;
  return `Quad cannot listen there: ${message}. See what HOST and PORT say.`;
}
