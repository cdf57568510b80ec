import { type Posted, refusalOf } from './post';

/** Downloads a file from the server under the file's own name; by a POST where a download is recorded. Never throws. */
export async function download(path: string, method: 'GET' | 'POST' = 'GET'): Promise<Posted> {
  try {
    const response = await fetch(path, { method });
    if (!response.ok) return refusalOf(await response.json());
    const [, name = ''] = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
    const href = URL.createObjectURL(await response.blob());
    Object.assign(document.createElement('a'), { href, download: name }).click();
    // The browser has the file by the next task; until it is revoked the URL keeps the file in memory.
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
    return { ok: true, body: name };
  } catch {
    return { ok: false, code: 'unreachable' };
  }
}
