import { z } from 'zod';

/** The answers of a webhook, in the words of Slack's. */
const HOOK_ANSWERS = [
  'ok',
  'no_text',
  'invalid_payload',
  'action_prohibited',
  'too_large',
  'rate_limited',
  'no_service',
] as const;
export type HookAnswer = (typeof HOOK_ANSWERS)[number];

/** A call of a webhook, without what it said. */
export const hookCall = z
  .strictObject({
    at: z.iso.datetime(),
    answer: z.enum(HOOK_ANSWERS),
    ignored: z.array(z.string()).describe('The names of keys in the payload that were not shown.'),
  })
  .meta({ id: 'HookCall' });
export type HookCall = z.output<typeof hookCall>;
