import { z } from 'zod';
import { capIdentifier, MAX_CAP_BYTES, wireTakenMessage } from '@/protocol/cap';
import { defineRoutes } from './define';

/** Alerts as messages of the Common Alerting Protocol: the feed for everybody, and messages of other authorities. */
export const alertFeedRoutes = defineRoutes({
  'GET /api/v1/cap-feed': {
    operationId: 'showCapFeed',
    tag: 'Alert feed',
    summary:
      'Reads the feed of alerts, exercises and tests, one entry a message, if the operator publishes it.',
    description: 'Entries stay for 48 hours after their message has expired. Ask again with the `ETag`.',
    caller: 'anyone',
    scope: null,
    etag: true,
    answers: { 200: { xml: 'application/atom+xml' } },
    errors: ['not_found'],
  },
  'GET /api/v1/cap-feed/{identifier}': {
    operationId: 'showCapMessage',
    tag: 'Alert feed',
    summary: 'Reads one message of the feed as CAP 1.2.',
    caller: 'anyone',
    scope: null,
    params: z.object({ identifier: capIdentifier }),
    etag: true,
    answers: { 200: { xml: 'application/cap+xml' } },
    errors: ['not_found'],
    example: { params: { identifier: '0b0e2f0e-9a3c-4f0a-8a52-6f1f3f0f9d11.1' } },
  },
  'POST /api/v1/cap-messages': {
    operationId: 'importCapMessage',
    tag: 'Alerts',
    summary:
      'Takes a message of CAP 1.2 of another authority, as a draft for the officers. It alerts nobody.',
    description:
      'The caller is the user that the operator has set for a source. A refusal says the element in `field`. ' +
      'A repetition of the same message has the same answer.',
    caller: 'user',
    scope: 'send',
    upload: { types: ['application/cap+xml', 'application/xml'], maxBytes: MAX_CAP_BYTES },
    answers: { 200: wireTakenMessage },
    errors: ['conflict'],
  },
});
