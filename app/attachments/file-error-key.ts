import type { ErrorCode } from '@/protocol/errors';

/** The fields of refusals that are about the files of a message, not about its address or text. */
const FIELDS = new Set(['file', 'quota', 'attachments', 'bytes']);

/**
 * Returns the key, under `attachments.errors` in the messages of the pages, of the reason why the files of a message were
 * refused; null for what has the same text as any other message. `field` is the field that the refusal names.
 */
export function fileErrorKey(code: ErrorCode, field: string | undefined) {
  if (field === undefined || !FIELDS.has(field)) return null;
  switch (code) {
    case 'too_large':
      return field === 'quota' ? 'quota' : 'tooLarge';
    case 'unsupported_file':
      return 'unsupported';
    case 'rate_limited':
      return 'tooMany';
    case 'forbidden':
      return 'forbidden';
    case 'not_found':
      return field === 'file' ? 'lost' : 'expired';
    default:
      return null;
  }
}
