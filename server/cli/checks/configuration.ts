import type { Config } from '@/server/config';
import type { Finding } from './check';

/** Summarises the settings, which were read without an error, and warns about unwise ones. */
export function checkConfiguration(config: Config): Finding[] {
  const kind = config.demonstration
    ? 'for a demonstration, which only this machine can reach'
    : config.production
      ? 'for production'
      : 'for neither a demonstration nor production';
  const findings: Finding[] = [
    { name: 'configuration', state: 'ok', message: `The settings are valid, ${kind}.` },
  ];
  const warn = (message: string, mend: string) =>
    findings.push({ name: 'configuration', state: 'warning', message, mend });

  if (!config.limits)
    warn(
      'LIMITS=off: there are no rate limits, and users can report implausible positions.',
      'Remove LIMITS, unless this is a load test.',
    );
  if (config.demonstration) return findings;

  if (config.production && !config.databaseUrl)
    warn(
      `DATABASE_URL is not set: the data are in an embedded PostgreSQL in ${config.dataDir}, which serves one node of this machine alone.`,
      'Set DATABASE_URL to a PostgreSQL of your own; docs/operations.md has the SQL that creates the database.',
    );
  if (config.production && config.databaseUrl && !config.amqp.url)
    warn(
      'AMQP_URL is not set: a second node on this database would hear of nothing that happens on the first.',
      'Run one node only, or set AMQP_URL to a RabbitMQ; docs/operations.md has the commands that create its user.',
    );
  if (config.fenix?.development)
    warn(
      'The development FenixEdu server is on: anyone can sign in as any user.',
      'Set FENIX_BASE_URL, FENIX_CLIENT_ID and FENIX_CLIENT_SECRET, and remove FENIX.',
    );
  if (config.oidc && config.localAccounts && !config.usernames.oidc)
    warn(
      `Every user of ${config.oidc.name} gets a username that begins with "oidc-", because users of local accounts choose their usernames and could otherwise take theirs.`,
      'Set OIDC_USERNAMES to a pattern of the usernames that the provider assigns and users cannot change.',
    );
  if (config.administrators.size === 0)
    warn(
      'ADMINISTRATORS is empty: unless `quad admin add` made an administrator, nobody reads the reports of users.',
      'List usernames in ADMINISTRATORS, or make a user an administrator: npm run quad -- admin add <username>',
    );
  if (config.publicUrl?.startsWith('http:') && !isLocal(config.publicUrl))
    warn(
      'PUBLIC_URL is not https: browsers report positions only to https pages.',
      'Put a proxy with TLS in front of Quad and set PUBLIC_URL to its https URL.',
    );
  if (config.publicUrl?.startsWith('https:') && !config.trustProxy)
    warn(
      'PUBLIC_URL is https, so there is a proxy, but TRUST_PROXY is not set: Quad sees all users with the IP address of the proxy, and they share the rate limits of one IP address.',
      'Let the proxy set X-Forwarded-For (docs/operations.md shows how) and set TRUST_PROXY=1.',
    );
  return findings;
}

function isLocal(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}
