import { gzipSync } from 'node:zlib';

/** Returns the URLs of the scripts that a page loads in a browser with modules. */
export function scriptsOf(html: string): string[] {
  // Scripts for browsers without modules are not loaded by any other browser.
  const tags = html.matchAll(/<script(?![^>]*noModule)[^>]* src="([^"]+\.js)[^"]*"/gi);
  return [...new Set([...tags].map(([, src]) => src as string))];
}

/** Returns the size of the scripts of a page in bytes, each compressed with gzip. `read` returns the text of a URL. */
export async function scriptBytes(html: string, read: (src: string) => Promise<string>): Promise<number> {
  const texts = await Promise.all(scriptsOf(html).map(read));
  return texts.reduce((bytes, text) => bytes + gzipSync(text).length, 0);
}
