import type { AuthContext } from '@/server/accounts/auth-context';
import type { OidcDiscovery } from '@/server/accounts/oidc-discovery';
import type { Readiness } from '@/server/app';
import type { BoundCommands } from '@/server/commands';
import type { Config } from '@/server/config';
import type { Limits } from '@/server/limits';
import type { Load } from '@/server/load';
import type { Log } from '@/server/log';
import type { Metrics } from '@/server/metrics';
import type { Places } from '@/server/places/places';

/** The parts of the application that the HTTP server and its routes need. */
export interface HttpContext {
  version: string;
  publicUrl: string;
  config: AuthContext['config'] &
    Pick<
      Config,
      'demonstration' | 'development' | 'institution' | 'mcp' | 'metricsToken' | 'tileUrl' | 'trustProxy'
    >;
  log: Log;
  metrics: Pick<Metrics, 'registry' | 'requests'>;
  limits: Limits;
  /** Sheds requests while the node is overloaded. */
  load: Pick<Load, 'assertCapacity'>;
  places: Pick<Places, 'campuses'>;
  /** Reads the metadata of the OpenID provider; null without a provider. */
  oidc: OidcDiscovery | null;
  commands: BoundCommands;
  ready(): Promise<Readiness>;
}
