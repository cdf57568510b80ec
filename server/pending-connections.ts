/** Connections that are not yet authenticated. Their number is bounded, to leave room for authenticated connections. */
export interface PendingConnections<T> {
  /**
   * Registers a connection under its address, or moves it to another address. Ends the oldest connection of an address
   * when there are too many.
   */
  keep(connection: T, address: string): void;
  /** Forgets a connection that has authenticated or closed. */
  release(connection: T): void;
}

/**
 * @param most the limit for all addresses; past it, the oldest connection of the address with the most is ended
 * @param mostOfOne the limit for one address
 */
export function createPendingConnections<T>({
  most,
  mostOfOne,
  end,
}: {
  most: number;
  mostOfOne: number;
  end: (connection: T) => void;
}): PendingConnections<T> {
  const addressOf = new Map<T, string>();
  const byAddress = new Map<string, Set<T>>();

  function release(connection: T): void {
    const address = addressOf.get(connection);
    if (address === undefined) return;
    addressOf.delete(connection);
    const others = byAddress.get(address);
    others?.delete(connection);
    if (others?.size === 0) byAddress.delete(address);
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
    for (const set of byAddress.values()) if (set.size > largest.size) largest = set;
    return largest;
  }

  return {
    release,
    keep(connection, address) {
      release(connection);
      addressOf.set(connection, address);
      const connections = (byAddress.get(address) ?? new Set()).add(connection);
      byAddress.set(address, connections);
      if (connections.size > mostOfOne) endOldest(connections);
      else if (addressOf.size > most) endOldest(crowded());
    },
  };
}
