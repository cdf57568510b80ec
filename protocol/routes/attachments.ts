import { z } from 'zod';
import { PART_BYTES } from '@/protocol/attachments';
import { clientMessageId, fileName, uuid } from '@/protocol/fields';
import { wireAttachment } from '@/protocol/messages';
import { defineRoutes } from './define';
import { byUuid, done, EXAMPLE } from './shapes';

/** The most bytes that an upload can name. The operator's setting is lower. */
const MAX_BYTES = 2 ** 31 - 1;
const partNumber = z.number().int();

const upload = z
  .strictObject({
    id: z.uuid(),
    missing: z.array(partNumber).describe('The numbers of the parts that are not there yet.'),
    attachment: wireAttachment.optional().describe('Once it is complete: now a message can carry it.'),
  })
  .meta({ id: 'Upload' });
export type WireUpload = z.infer<typeof upload>;

export const attachmentRoutes = defineRoutes({
  'POST /api/v1/attachments': {
    operationId: 'uploadAttachment',
    tag: 'Attachments',
    summary: 'Begins, continues or completes the upload of a photo or a file.',
    description:
      `Call it to begin, then send the \`missing\` parts of ${PART_BYTES} bytes each, and call it again to complete. The same \`clientId\` is the same upload, so every call can be repeated: after a cut the answer says what is missing. What no message carries is deleted after a day.\n\n` +
      'JPEG, PNG and WebP become photos: they are made anew in two sizes, without metadata and names. SVG, other images and videos are `unsupported_file`. Everything else is a file, unchanged. Guests upload nothing.',
    caller: 'user',
    scope: 'send',
    body: z.strictObject({
      clientId: clientMessageId,
      name: fileName,
      bytes: z.number().int().min(1).max(MAX_BYTES).describe('The size of the whole file.'),
    }),
    answers: { 200: upload },
    errors: ['conflict', 'too_large', 'unsupported_file'],
    example: {
      body: { clientId: 'holiday-0001', name: 'plan.pdf', bytes: 34_000 },
      answer: { id: EXAMPLE.attachment, missing: [0] },
    },
  },
  'POST /api/v1/attachments/{id}/parts/{part}': {
    operationId: 'uploadPart',
    tag: 'Attachments',
    summary: 'Sends one part of an upload.',
    description: `Part n has the bytes from n × ${PART_BYTES} on; each but the last one has ${PART_BYTES}.`,
    caller: 'user',
    scope: 'send',
    params: z.object({
      id: uuid,
      part: z
        .string()
        .regex(/^(0|[1-9]\d{0,3})$/, 'must be the number of a part')
        .transform(Number),
    }),
    upload: { types: ['application/octet-stream'], maxBytes: PART_BYTES },
    answers: {
      200: z.strictObject({ missing: z.array(partNumber) }).meta({ id: 'MissingParts' }),
    },
    errors: ['not_found', 'unsupported_file'],
    example: { params: { id: EXAMPLE.attachment, part: '0' }, answer: { missing: [] } },
  },
  'DELETE /api/v1/attachments/{id}': {
    operationId: 'removeAttachment',
    tag: 'Attachments',
    summary: 'Removes an upload that no message carries.',
    caller: 'user',
    scope: 'send',
    params: byUuid,
    answers: { 200: done },
    errors: ['not_found', 'conflict'],
    example: { params: { id: EXAMPLE.attachment } },
  },
  'GET /api/v1/attachments/{id}/small': {
    operationId: 'showSmallAttachment',
    tag: 'Attachments',
    summary: 'Reads a photo of at most 640 pixels.',
    description:
      'Whoever can read the message can read its attachments; each request is asked anew. Administrators can read those of a reported message.',
    caller: 'user',
    scope: 'read',
    params: byUuid,
    etag: true,
    answers: { 200: 'image' },
    errors: ['not_found'],
    example: { params: { id: EXAMPLE.attachment } },
  },
  'GET /api/v1/attachments/{id}/large': {
    operationId: 'showLargeAttachment',
    tag: 'Attachments',
    summary: 'Reads a photo of at most 1,600 pixels.',
    caller: 'user',
    scope: 'read',
    params: byUuid,
    etag: true,
    answers: { 200: 'image' },
    errors: ['not_found'],
    example: { params: { id: EXAMPLE.attachment } },
  },
  'GET /api/v1/attachments/{id}/file': {
    operationId: 'downloadAttachment',
    tag: 'Attachments',
    summary: 'Downloads a photo or a file.',
    caller: 'user',
    scope: 'read',
    params: byUuid,
    answers: { 200: 'download' },
    errors: ['not_found'],
    example: { params: { id: EXAMPLE.attachment } },
  },
});
