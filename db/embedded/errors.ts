/** Thrown when the embedded database cannot be used. The message is written for the operator. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';

  constructor(
    readonly code: 'in_use' | 'not_permitted' | 'unsupported' | 'broken',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Returns the code of a system or PostgreSQL error, or ''. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/**
 * Returns a handler for `.catch`, which resolves to undefined for errors with one of the codes and rethrows all others.
 */
export function ignoring(...codes: string[]) {
  return (error: unknown): undefined => {
    if (!codes.includes(codeOf(error))) throw error;
  };
}
