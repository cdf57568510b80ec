import { z } from 'zod';

/** The identifier of a message of CAP. */
export const capIdentifier = z.string().min(1).max(100);
