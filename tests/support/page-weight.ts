import { gzipSync } from 'node:zlib';

/** Returns the URLs of the scripts that a page loads in a browser with modules. */
export function scriptsOf(html: string): string[] {
  // Scripts for browsers without modules are not loaded by any other browser.
  const tags = html.matchAll(/<script(?![^>]*noModule)[^>]* src="([^"]+\.js)[^"]*"/gi);
  return [...new Set([...tags].map(([, src]) => src as string))];
}

/** Returns the bytes of the scripts of a page: compressed with gzip, and as a browser with Brotli loads them. */
export async function scriptBytes(html: string, url: string): Promise<{ gzip: number; brotli: number }> {
  const sizes = await Promise.all(
    scriptsOf(html).map(async (src) => {
      const answer = await fetch(new URL(src, url), { headers: { 'accept-encoding': 'br' } });
      if (answer.headers.get('content-encoding') !== 'br') throw new Error(`${src} is not compressed`);
      const brotli = Number(answer.headers.get('content-length'));
      return { gzip: gzipSync(await answer.text()).length, brotli };
    }),
  );
  return {
    gzip: sizes.reduce((bytes, { gzip }) => bytes + gzip, 0),
    brotli: sizes.reduce((bytes, { brotli }) => bytes + brotli, 0),
  };
}
