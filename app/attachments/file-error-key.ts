import type { ErrorCode } from '@/protocol/errors';

/**
 * Returns the key, under `attachments.errors` in the messages of the pages, of the reason why the files of a message were
 * refused; null for what has the same text as any other message. `field` is given when the refusal is about the files.
 */
export function fileErrorKey(code: ErrorCode, field: string | undefined) {
  if (field === undefined) return null;
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
