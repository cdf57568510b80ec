import type { Config } from '@/server/config';

/** Returns the headers of every answer of the node, by which browsers restrict what a page may do. */
export function securityHeaders(
  config: Pick<Config, 'development' | 'tileUrl'>,
  publicUrl: string,
): Map<string, string> {
  const headers = new Map([
    ['Content-Security-Policy', policyOf(config)],
    ['X-Content-Type-Options', 'nosniff'],
    ['X-Frame-Options', 'DENY'],
    ['Referrer-Policy', 'same-origin'],
    ['Permissions-Policy', 'geolocation=(self), camera=(), microphone=(), payment=(), usb=()'],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
  ]);
  // For a year the browser then opens this host with https only.
  if (publicUrl.startsWith('https:')) headers.set('Strict-Transport-Security', 'max-age=31536000');
  return headers;
}

/**
 * 'unsafe-inline' is for Next's own inline data, React's style attributes and our one script that records early clicks
 * (app/ui/early-input.ts); no text of users is ever put into a page as HTML. Development's hot reload needs eval.
 */
function policyOf({ development, tileUrl }: Pick<Config, 'development' | 'tileUrl'>): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'unsafe-inline'${development ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data: blob:${tileUrl && ` ${originOf(tileUrl)}`}`,
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    // 'self' covers ws: and wss: of the same host in current browsers.
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Returns the origin of the map's tiles; `{s}` stands for any subdomain. */
function originOf(tileUrl: string): string {
  const { protocol, host } = new URL(tileUrl.replace('{s}.', '*.').replaceAll(/[{}]/g, ''));
  return `${protocol}//${host}`;
}
