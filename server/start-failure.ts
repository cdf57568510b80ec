import { withoutPasswords } from './log';

/**
 * Names of errors whose message is written for the operator. Compared by name, because Next has a module graph of its
 * own.
 */
const FORESEEN = new Set([
  'ConfigurationError',
  'DatabaseError',
  'EmbeddedPostgresError',
  'MigrationError',
  'OperatorError',
  'QuadError',
]);

/**
 * Returns why a start or an operator's command failed: a message that says what to do when the operator can fix it,
 * otherwise the stack. Shows no other field of the error.
 */
export function explainFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { name, message, code, syscall, path } = error as NodeJS.ErrnoException;
  if (FORESEEN.has(name)) return withoutPasswords(message);
  if (syscall === 'listen') return explainListening(code, message);
  if (syscall === 'getaddrinfo')
    return `HOST has no address: ${message}. Set it to an address of this machine.`;
  // The message of the operating system names the reason and the path.
  if (syscall && path)
    return `${path} cannot be used: ${message}. Check that it exists, that its disk has free space, and that it belongs to the user that runs Quad.`;
  return withoutPasswords(error.stack ?? message);
}

function explainListening(code: string | undefined, message: string): string {
  if (code === 'EADDRINUSE')
    return 'Another program already listens on this port. Stop it, or set PORT to another port.';
  if (code === 'EACCES') return `Quad may not listen on this port: ${message}. Set PORT to 1024 or more.`;
  return `Quad cannot listen on this address: ${message}. Correct HOST and PORT.`;
}
