import { createHash, createHmac } from 'node:crypto';
import { mapConcurrently } from '@/server/queue';
import type { FileStorage } from './file-storage';

/** A bucket of a server that speaks S3, by its path: `<endpoint>/<bucket>/<key>`. */
interface S3Settings {
  endpoint: string;
  bucket: string;
  region: string;
  accessKey: string;
  secretKey: string;
}

const ANSWERS_WITHIN_MS = 6_000;
/** The number of concurrent deletions. */
const DELETIONS = 8;

/** Creates a storage in a bucket, which must exist. Needs the rights to put, get and delete its objects. */
export function createS3Storage(settings: S3Settings): FileStorage {
  async function ask(method: 'PUT' | 'GET' | 'DELETE', key: string, body?: Uint8Array): Promise<Response> {
    const url = new URL(`${settings.endpoint}/${settings.bucket}/${key}`);
    const send = () =>
      fetch(url, {
        method,
        headers: signedHeaders(settings, { method, url, body: body ?? new Uint8Array(), at: new Date() }),
        // A body of known length: not every server understands the chunks of S3's own clients.
        ...(body && { body: Buffer.from(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
      });
    // A server may end a kept connection just as it is used again.
    return send().catch((error: Error & { cause?: { code?: string } }) => {
      if (error.cause?.code === 'ECONNRESET' || error.cause?.code === 'UND_ERR_SOCKET') return send();
      throw error;
    });
  }

  return {
    async write(key, data) {
      const answer = await ask('PUT', key, data);
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`The S3 server answers ${answer.status} to a write.`);
    },
    async read(key) {
      const answer = await ask('GET', key);
      const data = new Uint8Array(await answer.arrayBuffer());
      if (answer.status === 404) return null;
      if (!answer.ok) throw new Error(`The S3 server answers ${answer.status} to a read.`);
      return data;
    },
    async remove(keys) {
      await mapConcurrently(keys, DELETIONS, async (key) => {
        const answer = await ask('DELETE', key);
        await answer.arrayBuffer();
        if (!answer.ok && answer.status !== 404)
          throw new Error(`The S3 server answers ${answer.status} to a deletion.`);
      });
    },
    // A server stores a whole object or none.
    async tidy() {},
  };
}

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();

/**
 * Returns the headers of a request with AWS Signature Version 4:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signedHeaders(
  { region, accessKey, secretKey }: Omit<S3Settings, 'endpoint' | 'bucket'>,
  { method, url, body, at }: { method: string; url: URL; body: Uint8Array; at: Date },
): Record<string, string> {
  const time = at.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const signed = { host: url.host, 'x-amz-content-sha256': sha256(body), 'x-amz-date': time };
  const names = Object.keys(signed).join(';');
  const request = [
    method,
    url.pathname,
    url.searchParams.toString(),
    ...Object.entries(signed).map(([name, value]) => `${name}:${value}`),
    '',
    names,
    signed['x-amz-content-sha256'],
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(request)].join('\n');
  const key = ['s3', 'aws4_request'].reduce(
    (derived, part) => hmac(derived, part),
    hmac(hmac(`AWS4${secretKey}`, day), region),
  );
  const signature = hmac(key, toSign).toString('hex');
  const { host: _, ...headers } = signed;
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}
