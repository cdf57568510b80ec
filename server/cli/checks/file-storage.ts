import { randomUUID } from 'node:crypto';
import { createS3Storage } from '@/server/attachments/s3-storage';
import type { Config } from '@/server/config';
import { type Finding, reason } from './check';

/** Stores, reads and deletes an object in the bucket for photos and files, if the settings name one. */
export async function checkFileStorage({ attachments: { s3 } }: Config): Promise<Finding[]> {
  if (!s3) return [];
  const name = 'S3 bucket';
  const storage = createS3Storage(s3);
  const key = `doctor/${randomUUID()}`;
  const data = Buffer.from(key);
  try {
    await storage.write(key, data);
    const read = await storage.read(key);
    await storage.remove([key]);
    if (read && data.equals(read))
      return [
        { name, state: 'ok', message: `Photos and files can be stored in ${s3.bucket} at ${s3.endpoint}.` },
      ];
    return [
      {
        name,
        state: 'wrong',
        message: `${s3.endpoint} does not return what was stored in ${s3.bucket}.`,
        mend: 'Use a server that speaks S3 and reads its own writes.',
      },
    ];
  } catch (error) {
    return [
      {
        name,
        state: 'wrong',
        message: `${s3.bucket} at ${s3.endpoint} cannot be used: ${reason((error as Error).cause ?? error)}`,
        mend: 'Check S3_ENDPOINT, that the bucket exists, and that the key may put, get and delete objects in it.',
      },
    ];
  }
}
