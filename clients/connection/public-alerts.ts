import { ALERT_KINDS } from '@/protocol/alert-kinds';
import type { WireAlert } from '@/protocol/alerts';
import { receiveList } from '../state/alert-lists';
import type { State } from '../state/state';
import type { Store } from './store';

/** Where a web server has the list that the nodes write (docs/operations.md). */
const LIST = '/alerts/active.json';
/** Milliseconds before the list is read again: a random time between these two, so that pages do not ask all at once. */
const EVERY_MS = { least: 5_000, most: 15_000 };

/**
 * Reads the public list of alerts while no node answers, and while an alert is shown that only the list has. Ends where no
 * web server has the list. Returns the function that ends it.
 */
export function readPublicAlerts({
  store,
  read = (url) => fetch(url, { cache: 'no-cache', credentials: 'omit' }),
  random = Math.random,
}: {
  store: Store;
  read?: (url: string) => Promise<Pick<Response, 'ok' | 'status' | 'json'>>;
  random?: () => number;
}): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  function schedule() {
    const delay = EVERY_MS.least + random() * (EVERY_MS.most - EVERY_MS.least);
    timer = setTimeout(() => void tick(), delay);
  }

  async function tick() {
    if (isNeeded(store.get())) {
      const answer = await read(LIST).catch(() => null);
      if (stopped || answer?.status === 404) return;
      const alerts = answer?.ok ? alertsIn(await answer.json().catch(() => null)) : null;
      if (alerts && !stopped)
        store.dispatch({ type: 'alerts', alerts: receiveList(store.get().alerts, alerts) });
    }
    if (!stopped) schedule();
  }

  schedule();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** Returns whether nobody else says what is active: a browser without a network cannot read the list either. */
function isNeeded({ link, alerts }: State): boolean {
  if (link.state === 'waiting' || link.state === 'connecting') return true;
  return (
    link.state === 'ready' &&
    Object.values(alerts).some(({ alert, reason, shown }) => reason === null && alert.active && shown > 0)
  );
}

/** Returns the alerts of the list; null for anything else, as a page that a proxy shows. */
function alertsIn(list: unknown): WireAlert[] | null {
  const { version, alerts } = (list ?? {}) as { version?: unknown; alerts?: unknown };
  return version === 1 && Array.isArray(alerts) && alerts.every(isAlert) ? alerts : null;
}

function isAlert(value: unknown): value is WireAlert {
  const { id, kind, revision, active, texts, area } = (value ?? {}) as Partial<WireAlert>;
  return (
    typeof id === 'string' &&
    ALERT_KINDS.some((each) => each === kind) &&
    Number.isInteger(revision) &&
    typeof active === 'boolean' &&
    texts !== undefined &&
    area !== undefined
  );
}
