/** Limits the number of connections that are not authenticated yet, to leave room for authenticated connections. */
export interface PendingConnections<T> {
  /**
   * Adds a connection under a key (a network or a user), or moves it to another key. If a limit is exceeded, ends the
   * oldest connection of a key.
   */
  keep(connection: T, key: string): void;
  /** Forgets a connection that has authenticated or closed. */
  release(connection: T): void;
}

/**
 * @param max the limit for all keys; above it, the oldest connection of the key with the most connections ends
 * @param maxPerKey the limit for one key; above it, the oldest connection of this key ends
 */
export function createPendingConnections<T>({
  max,
  maxPerKey,
  end,
}: {
  max: number;
  maxPerKey: number;
  end: (connection: T) => void;
}): PendingConnections<T> {
  const keyOf = new Map<T, string>();
  const byKey = new Map<string, Set<T>>();

  function release(connection: T): void {
    const key = keyOf.get(connection);
    if (key === undefined) return;
    keyOf.delete(connection);
    const others = byKey.get(key);
    others?.delete(connection);
    if (others?.size === 0) byKey.delete(key);
  }

  function endOldest(of: Iterable<T>): void {
    for (const oldest of of) {
      release(oldest);
      end(oldest);
      return;
    }
  }

  function crowded(): Set<T> {
    let largest = new Set<T>();
    for (const set of byKey.values()) if (set.size > largest.size) largest = set;
    return largest;
  }

  return {
    release,
    keep(connection, key) {
      release(connection);
      keyOf.set(connection, key);
      const connections = (byKey.get(key) ?? new Set()).add(connection);
      byKey.set(key, connections);
      if (connections.size > maxPerKey) endOldest(connections);
      else if (keyOf.size > max) endOldest(crowded());
    },
  };
}
