import { type Posted, refusalOf } from './post';

/** Asks the node for a file and gives it to the browser to keep, under the name that it has. Never throws. */
export async function download(path: string): Promise<Posted> {
  try {
    const response = await fetch(path);
    if (!response.ok) return refusalOf(await response.json());
    const [, name = ''] = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
    const href = URL.createObjectURL(await response.blob());
    Object.assign(document.createElement('a'), { href, download: name }).click();
    // The browser has taken it by the next turn; until the address is given back, it is held in memory.
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
    return { ok: true, body: name };
  } catch {
    return { ok: false, code: 'unreachable' };
  }
}
