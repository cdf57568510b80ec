import { createHash } from 'node:crypto';
import type { CapResource } from './message';
import { Refusal } from './refusals';

const MAX_DEREF = 64 * 1024;
const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

/** Refuses what is not an absolute http: or https: URI. */
export function assertWholeUri(text: string, path: string): void {
  if (!/^https?:\/\/\S+$/i.test(text) || !URL.canParse(text)) throw new Refusal('web_uri', path);
}

/** Refuses a resource that nobody could read, or whose content is not what its digest says. */
export function checkResource({ uri, derefUri, digest }: CapResource, path: string): void {
  if (uri !== null) {
    const isRelative = !/^[a-z][a-z0-9+.-]*:/i.test(uri);
    if (!isRelative) assertWholeUri(uri, `${path}/uri`);
    else if (derefUri === null) throw new Refusal('relative_uri', `${path}/uri`);
  }
  if (derefUri === null) return;
  if (derefUri.length > MAX_DEREF || !BASE64.test(derefUri) || derefUri.replace(/\s/g, '').length % 4 !== 0)
    throw new Refusal('deref_uri', `${path}/derefUri`);
  const sha1 = createHash('sha1').update(Buffer.from(derefUri, 'base64')).digest('hex');
  if (digest !== null && digest.toLowerCase() !== sha1) throw new Refusal('digest', `${path}/digest`);
}
