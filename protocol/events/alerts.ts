import { alertReceipt } from '@/protocol/alerts';
import { answered, clientEvent } from './define';
import { EXAMPLE } from './examples';

export const alertEvents = {
  alert_receipt: clientEvent({
    summary: 'The client has received a revision of an alert, or shows it.',
    description: 'A repetition, and a receipt of an alert that the user was not told of, change nothing.',
    sender: 'user',
    scope: 'read',
    work: 'alert',
    payload: alertReceipt,
    answer: answered({}),
    errors: [],
    example: {
      payload: { alert: EXAMPLE.report, revision: 1, state: 'displayed' },
      answer: { ok: true },
    },
  }),
} as const;
