import type { Config } from '@/server/config';
import type { Finding } from './check';

/** Summarises the settings, which were read without an error, and warns about unwise ones. */
export function checkConfiguration(config: Config): Finding[] {
  const kind = config.demonstration
    ? 'a demonstration, for this machine only'
    : config.production
      ? 'production'
      : 'no demonstration, and not production';
  const findings: Finding[] = [
    { name: 'configuration', state: 'ok', message: `The settings are right: ${kind}.` },
  ];
  const warn = (message: string, mend: string) =>
    findings.push({ name: 'configuration', state: 'warning', message, mend });

  if (!config.limits)
    warn(
      'LIMITS=off: nothing is rate limited and movements are not checked.',
      'Take LIMITS out, unless this is a load test.',
    );
  if (config.demonstration) return findings;

  if (config.fenix?.development)
    warn(
      'The development FenixEdu server runs: anybody can sign in as anybody.',
      'Set FENIX_BASE_URL, FENIX_CLIENT_ID and FENIX_CLIENT_SECRET, and take FENIX out.',
    );
  if (config.oidc && config.localAccounts && !config.usernames.oidc)
    warn(
      `Everybody of ${config.oidc.name} gets a username with "oidc-" before it, because local accounts choose theirs.`,
      'Set OIDC_USERNAMES to the pattern of the usernames that it vouches for.',
    );
  if (config.administrators.size === 0)
    warn(
      'ADMINISTRATORS is empty.',
      'Name usernames in ADMINISTRATORS, or make one: npm run quad -- admin add <username>',
    );
  if (config.publicUrl?.startsWith('http:') && !isLocal(config.publicUrl))
    warn(
      'PUBLIC_URL is not https: browsers give positions to secure pages only.',
      'Put a proxy with TLS before Quad and set PUBLIC_URL to its https URL.',
    );
  if (config.publicUrl?.startsWith('https:') && !config.trustProxy)
    warn(
      'PUBLIC_URL is https, so there is a proxy, and TRUST_PROXY is not set: everybody has its IP address and shares the limits of one.',
      'Let the proxy set X-Forwarded-For (docs/operations.md shows how) and set TRUST_PROXY=1.',
    );
  return findings;
}

function isLocal(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}
