/** Decides which push services a node sends to: a subscription names any URL, and the node requests it. */
export interface Endpoints {
  /** Whether any push service is allowed. */
  any: boolean;
  isAllowed(url: string): boolean;
}

/** The push services that drop a subscription whose messages show nothing. */
const ALWAYS_SHOWING = /(^|\.)push\.apple\.com$/;

/**
 * Creates the list of allowed push services.
 *
 * @param allowed a host (`push.example.org`), all hosts of a domain (`*.push.example.org`), or an origin, which also
 *   allows another scheme and port (`http://127.0.0.1:8080`)
 */
export function createEndpoints(allowed: readonly string[]): Endpoints {
  const isHostAllowed = (hostname: string) =>
    allowed.some((each) => (each.startsWith('*.') ? hostname.endsWith(each.slice(1)) : hostname === each));
  return {
    any: allowed.length > 0,
    isAllowed(text) {
      if (!URL.canParse(text)) return false;
      const { protocol, hostname, port, username, password, origin } = new URL(text);
      if (username || password) return false;
      return allowed.includes(origin) || (protocol === 'https:' && port === '' && isHostAllowed(hostname));
    },
  };
}

/** Whether every message to this push service must show a notification. */
export function mustShow(endpoint: string): boolean {
  return ALWAYS_SHOWING.test(new URL(endpoint).hostname);
}
