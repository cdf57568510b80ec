/** The milliseconds that each answer took, and how many answers were errors, by code. */
export interface Emitted {
  latencies: number[];
  errors: Record<string, number>;
}

/** Adds one to the number of errors with this code. */
export function countError({ errors }: Pick<Emitted, 'errors'>, code: string): void {
  errors[code] = (errors[code] ?? 0) + 1;
}
