/** Connections that have proved nothing yet. Few are kept, so that they leave room for those that have. */
export interface PendingConnections<T> {
  /** Keeps a connection under its address, or moves it there. When there are too many, the oldest of an address ends. */
  keep(connection: T, address: string): void;
  /** It has proved itself, or is gone. */
  release(connection: T): void;
}

/**
 * @param most in all: past it the oldest of the address that has the most ends
 * @param mostOfOne of one address
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
