import type { ErrorCode } from '@/protocol/errors';
import type { Address } from '@/protocol/events';
import type { MessageContent } from '@/protocol/messages';

/** A file of a message that is not sent yet. */
export interface UnsentFile {
  /** Made once for each chosen file: the record with its bytes in this browser, and its upload, have this id. */
  key: string;
  name: string;
  bytes: number;
  /** The size of a photo in pixels; a file has none. */
  photo?: { width: number; height: number };
  /** What the file shows, for those who cannot see it. */
  description?: string;
  /** The id of the attachment, once the file is uploaded. */
  id?: string;
}

/** A message as it was written. */
export type NewMessage = Omit<MessageContent, 'attachments'> & {
  clientId: string;
  address: Address;
  files?: readonly UnsentFile[];
  /** The id of the message that this one answers. */
  replyTo?: string;
  /** The time of the stored draft that the message carries, by the server's clock, in milliseconds since 1970. */
  draftAt?: number;
  /** Milliseconds since 1970 by this device's clock. */
  at: number;
};

/** A message of this user that the server has not acknowledged. Its `clientId` stays the same in every retry. */
export type Outgoing = NewMessage &
  (
    | { state: 'waiting'; tries: number }
    | { state: 'sending'; tries: number }
    | { state: 'failed'; code: ErrorCode; field?: string | undefined }
  );

/** Codes of temporary failures, after which a retry without the user is right. */
export const PASSING: ReadonlySet<ErrorCode> = new Set([
  'rate_limited',
  'unavailable',
  'overloaded',
  'internal',
]);
const MAX_TRIES = 4;

/**
 * Returns the next message to send, or null. One message is sent at a time, so that their order is kept. A failed
 * message delays nothing; one whose files are not uploaded yet delays only those to the same address.
 */
export function nextToSend(outgoing: readonly Outgoing[]): (Outgoing & { state: 'waiting' }) | null {
  if (outgoing.some((message) => message.state === 'sending')) return null;
  const delayed = new Set<string>();
  for (const message of outgoing) {
    if (message.state !== 'waiting') continue;
    const to = JSON.stringify(message.address);
    if (!delayed.has(to) && !nextToUpload(message)) return message;
    delayed.add(to);
  }
  return null;
}

/** Returns the next file of a message to upload; undefined when there is none left. */
export function nextToUpload({ files }: NewMessage): UnsentFile | undefined {
  return files?.find(({ id }) => id === undefined);
}

/** Returns the list with one message changed, or removed when `map` returns null. */
export function change(
  outgoing: readonly Outgoing[],
  clientId: string,
  map: (message: Outgoing) => Outgoing | null,
): readonly Outgoing[] {
  return outgoing.flatMap((message) => (message.clientId === clientId ? (map(message) ?? []) : message));
}

/** Returns the message after a refusal: waiting for another try, or failed. */
export function refused(message: Outgoing, code: ErrorCode, field?: string): Outgoing {
  const tries = message.state === 'failed' ? 0 : message.tries;
  // The server deletes an upload that no message carries within a day: it is uploaded again.
  const expired = code === 'not_found' && field === 'attachments';
  if ((PASSING.has(code) || expired) && tries < MAX_TRIES)
    return { ...(expired ? withoutUploads : draftOf)(message), state: 'waiting', tries };
  return failed(message, code, field);
}

/** Returns the message as failed. */
export function failed(message: Outgoing, code: ErrorCode, field?: string): Outgoing {
  return { ...draftOf(message), state: 'failed', code, ...(field !== undefined && { field }) };
}

/** Returns the message waiting again: after a reload, or after the connection was lost. */
export function waiting(message: Outgoing): Outgoing {
  return { ...draftOf(message), state: 'waiting', tries: 0 };
}

/** Returns the message waiting again after it failed; its files are uploaded again unless the server has them. */
export function again(message: Outgoing): Outgoing {
  return { ...withoutUploads(message), state: 'waiting', tries: 0 };
}

/** Returns the message with a file that is uploaded. */
export function uploaded(message: Outgoing, key: string, id: string): Outgoing {
  return {
    ...message,
    ...(message.files && { files: message.files.map((file) => (file.key === key ? { ...file, id } : file)) }),
  };
}

function withoutUploads(message: Outgoing): NewMessage {
  const draft = draftOf(message);
  return draft.files ? { ...draft, files: draft.files.map(({ id: _, ...file }) => file) } : draft;
}

/** Returns the message without its state. */
function draftOf(message: Outgoing): NewMessage {
  const {
    state: _,
    tries: __,
    code: ___,
    field: ____,
    ...draft
  } = {
    tries: 0,
    code: null,
    field: null,
    ...message,
  };
  return draft;
}
