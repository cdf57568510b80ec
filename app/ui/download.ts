import { type Posted, refusalOf } from './post';

/** Downloads a file from the server under the file's own name. Never throws. */
export async function download(path: string): Promise<Posted> {
  try {
    const response = await fetch(path);
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
