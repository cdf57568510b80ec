import { ConnectionLost, RequestRefused } from '@/clients/connection/request';
import { PART_BYTES } from '@/protocol/attachments';
import type { ErrorBody } from '@/protocol/errors';
import type { WireAttachment } from '@/protocol/messages';

export interface Upload {
  /** The client id of the upload: the same one never makes a second attachment. */
  key: string;
  name: string;
  file: Blob;
  signal: AbortSignal;
  /** Called with the uploaded part of the file, from 0 to 1. */
  onProgress: (part: number) => void;
  /** Called with the id of the upload. */
  onBegun?: (id: string) => void;
  /** Called when the server has stored a part. */
  onStored?: () => void;
}

/** Sends a request and resolves with its answer. Rejects with `RequestRefused`, or `ConnectionLost` without an answer. */
export type Request = (options: {
  url: string;
  body: Blob | string;
  signal: AbortSignal;
  /** Called with the number of bytes that are sent. */
  onSent?: (bytes: number) => void;
}) => Promise<unknown>;

interface Begun {
  id: string;
  /** The numbers of the parts that the server lacks. */
  missing: number[];
  attachment?: WireAttachment;
}

const URL_OF_UPLOADS = '/api/v1/attachments';
/** The server is asked what it lacks at most this many times: it lacks nothing after the first round, unless it restarts. */
const MAX_ROUNDS = 5;
/** A request ends after this time without an answer and without a byte sent: the network may have changed silently. */
const SILENCE_MS = 45_000;

/**
 * Uploads a file and returns the attachment. The server says which parts it lacks, so an upload that was cut goes on
 * where it was. Rejects as `Request` does.
 */
export async function upload(
  { key, name, file, signal, onProgress, onBegun, onStored }: Upload,
  request: Request = sendRequest,
): Promise<WireAttachment> {
  const parts = Math.ceil(file.size / PART_BYTES);
  const begin = JSON.stringify({ clientId: key, name, bytes: file.size });
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { id, missing, attachment } = (await request({
      url: URL_OF_UPLOADS,
      body: begin,
      signal,
    })) as Begun;
    onBegun?.(id);
    if (attachment) return attachment;
    let done = parts - missing.length;
    for (const part of missing) {
      const body = file.slice(part * PART_BYTES, (part + 1) * PART_BYTES);
      const onSent = (bytes: number) => onProgress((done + Math.min(1, bytes / body.size)) / parts);
      await request({ url: `${URL_OF_UPLOADS}/${id}/parts/${part}`, body, signal, onSent });
      onStored?.();
      done++;
    }
  }
  throw new ConnectionLost('the upload does not end');
}

/** Deletes an upload that no message carries. What this does not reach the server deletes after a day. */
export function deleteUpload(id: string): void {
  fetch(`${URL_OF_UPLOADS}/${id}`, { method: 'DELETE', keepalive: true }).catch(() => {});
}

/** Sends a request as the user who is signed in. Not `fetch`, which does not tell how much is sent. */
const sendRequest: Request = ({ url, body, signal, onSent }) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.responseType = 'json';
    request.setRequestHeader(
      'content-type',
      typeof body === 'string' ? 'application/json' : 'application/octet-stream',
    );
    let silence: ReturnType<typeof setTimeout>;
    const waitAgain = () => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), SILENCE_MS);
    };
    const onAbort = () => request.abort();
    request.upload.addEventListener('progress', ({ loaded }) => {
      waitAgain();
      onSent?.(loaded);
    });
    request.addEventListener('loadend', () => {
      clearTimeout(silence);
      signal.removeEventListener('abort', onAbort);
    });
    request.addEventListener('load', () => {
      const { status, response } = request;
      if (status === 200) resolve(response);
      else if ((response as ErrorBody | null)?.error) reject(new RequestRefused(response as ErrorBody));
      else reject(new ConnectionLost(`answered ${status}`));
    });
    for (const event of ['error', 'abort', 'timeout'])
      request.addEventListener(event, () => reject(new ConnectionLost(event)));
    signal.addEventListener('abort', onAbort);
    waitAgain();
    request.send(body);
  });
