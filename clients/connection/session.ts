const KEY = 'quad.session';

/** Stores the session of this tab, so that a reload resumes it. */
export interface SessionKeeper {
  /** Returns the session to resume, if this tab has one that no other tab uses. */
  take(): Promise<string | undefined>;
  keep(session: string): void;
}

/**
 * Stores the session's id in sessionStorage. Duplicating a tab copies that storage too; a lock, which only one tab
 * can hold, tells the copy to start a session of its own.
 */
export function tabSession(): SessionKeeper {
  let held: string | null = null;
  let release: () => void = () => {};

  /** Locks the session for this tab. Returns false when another tab has the lock. */
  function hold(session: string): Promise<boolean> {
    if (held === session) return Promise.resolve(true);
    if (!('locks' in navigator)) return Promise.resolve(true);
    return new Promise((resolve) => {
      void navigator.locks.request(`quad-session-${session}`, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        if (!lock) return;
        release();
        held = session;
        return new Promise<void>((done) => {
          release = done;
        });
      });
    });
  }

  return {
    async take() {
      const session = sessionStorage.getItem(KEY);
      if (!session) return undefined;
      if (await hold(session)) return session;
      sessionStorage.removeItem(KEY);
      return undefined;
    },
    keep(session) {
      sessionStorage.setItem(KEY, session);
      void hold(session);
    },
  };
}
