/**
 * The size in bytes of each part of an upload but the last one: a slow phone (70 kbit/s) sends it within the 30 s that the
 * server waits for a request.
 */
export const PART_BYTES = 256 * 1024;
/** The most attachments of one message. */
export const MAX_ATTACHMENTS = 10;
/** The longest description of an attachment, in code points. */
export const MAX_DESCRIPTION = 500;
/** The longest name of a file, in code points. */
export const MAX_FILE_NAME = 200;

/**
 * Returns the path of an attachment: `small` (a photo for the timeline, at most 640 pixels), `large` (a photo, at most
 * 1,600 pixels), or `file` (a download).
 */
export const attachmentPath = (id: string, form: 'small' | 'large' | 'file') =>
  `/api/v1/attachments/${id}/${form}`;

/** Returns the number of parts of an upload. */
export const partsOf = (bytes: number) => Math.ceil(bytes / PART_BYTES);
