const KEY = 'quad.session';

/** Remembers which session this tab is, so that a reload takes it up again. */
export interface SessionKeeper {
  /** The session to take up, if this tab has one that no other tab holds. */
  take(): Promise<string | undefined>;
  keep(session: string): void;
}

/**
 * Keeps the session's id in the tab. Duplicating a tab copies that storage too; the lock, which only one tab
 * can hold, tells the copy that it needs a session of its own.
 */
export function tabSession(): SessionKeeper {
  let held: string | null = null;
  let release: () => void = () => {};

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
