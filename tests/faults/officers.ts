import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type AlertKind, CONFIRM_WORDS } from '@/protocol/alert-kinds';
import type { WireAlertDraft, WireIssued, WireRollCall } from '@/protocol/alerts';
import type { Recorder } from './history';
import type { Officers } from './orders';
import type { Random } from './random';

/** The number of active alerts from which on officers change one instead of issuing another. */
const MAX_ACTIVE = 3;
const RETRY_MS = 300;
const MAX_TRIES = 100;
const GIVE_UP_MS = 10_000;
/** The weights of kinds of alerts. */
const KINDS: Record<AlertKind, number> = { live: 6, exercise: 3, test: 1 };
const CHANGES = { update: 4, cancel: 4, all_clear: 2, roll: 2 };

interface Active {
  id: string;
  kind: AlertKind;
  revision: number;
  building: string;
  group: string[];
}

/**
 * Creates the acts of a drafter, who also has the right to approve, of an approver and of a warden. They act one after
 * the other, and repeat each request until it is answered.
 */
export function createOfficers(options: {
  url: string;
  officers: Officers;
  random: Random;
  buildings: string[];
  everybody: string[];
  nextOp: () => string;
  record: Recorder;
}) {
  const { url, officers, random, buildings, everybody, nextOp, record } = options;
  let active: Active[] = [];
  let isBusy = false;
  /** The officers have issued, or tried to issue, the first alert. */
  let isOpen = false;

  /** Posts as an officer until the answer is not that of a passing failure. Returns null when it never was. */
  async function post<T>(
    officer: keyof Officers,
    path: string,
    body: object,
  ): Promise<{ status: number; json: T } | null> {
    const { name, cookie } = officers[officer];
    const headers = { cookie, origin: url, 'content-type': 'application/json' };
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      try {
        const signal = AbortSignal.timeout(GIVE_UP_MS);
        const sent = { method: 'POST', headers, body: JSON.stringify(body), signal };
        const answer = await fetch(`${url}/api/v1/${path}`, sent);
        const json = (await answer.json()) as T;
        if (answer.status < 500 && answer.status !== 429) return { status: answer.status, json };
      } catch {
        // The connection ended, or the node is suspended.
      }
      await delay(RETRY_MS);
    }
    console.error(`${name} had no answer from ${path}`);
    return null;
  }

  const noteResult = (op: string, answer: { status: number } | null) => {
    if (answer?.status === 200) record({ e: 'ok', op });
    else record({ e: answer ? 'fail' : 'unknown', op, code: String(answer?.status ?? 'lost') });
  };

  /** Drafts, submits and approves an alert, or a change of one. Returns what was issued. */
  async function issue(
    { kind, building, group, id, revision }: Omit<Active, 'id' | 'revision'> & Partial<Active>,
    type: WireAlertDraft['type'],
  ): Promise<void> {
    const routes = `${kind}-alerts/drafts`;
    const drafted = await post<WireAlertDraft>('drafter', routes, {
      key: randomUUID(),
      type,
      ...(id !== undefined && { alert: id, base: revision }),
      template: type === 'all_clear' ? 'all-clear' : 'fire',
      values: { time: '14:05' },
      area: { buildings: [building] },
      ...(kind === 'exercise' && { group }),
    });
    if (drafted?.status !== 200) return forget(id);
    const { id: draft, hash } = drafted.json;
    const confirm = { hash, word: CONFIRM_WORDS[kind] };
    if ((await post('drafter', `${routes}/${draft}/submit`, confirm))?.status !== 200) return;
    const approve = `${routes}/${draft}/approve`;
    if (kind !== 'test' && random() < 0.3) {
      const op = nextOp();
      record({ e: 'invoke', op, person: officers.drafter.name, act: { do: 'approveOwn', draft } });
      noteResult(op, await post('drafter', approve, confirm));
    }
    const op = nextOp();
    record({ e: 'invoke', op, person: officers.approver.name, act: { do: 'approve', draft } });
    const issued = await post<WireIssued>('approver', approve, confirm);
    noteResult(op, issued);
    if (issued?.status !== 200) return;
    if (random() < 0.3) await post('approver', approve, confirm);
    const { alert } = issued.json;
    forget(alert.id);
    if (alert.active) active.push({ id: alert.id, kind, revision: alert.revision, building, group });
  }

  async function cancel({ id, revision }: Active): Promise<void> {
    const op = nextOp();
    record({
      e: 'invoke',
      op,
      person: officers.approver.name,
      act: { do: 'cancel', alert: id, revision: revision + 1 },
    });
    noteResult(op, await post('approver', `alerts/${id}/cancel`, { revision }));
    forget(id);
  }

  async function callRoll({ id: alert }: Active): Promise<void> {
    const op = nextOp();
    record({ e: 'invoke', op, person: officers.warden.name, act: { do: 'roll', alert } });
    const answer = await post<WireRollCall>('warden', `alerts/${alert}/roll-call`, {});
    if (answer?.status === 200) {
      const { people, numbers } = answer.json;
      record({ e: 'roll', op, alert, people: people.map(({ id }) => id), numbers });
    }
    noteResult(op, answer);
  }

  const forget = (id: string | undefined) => {
    active = active.filter((each) => each.id !== id);
  };

  async function act(): Promise<void> {
    const one = active.length > 0 ? random.pick(active) : undefined;
    if (!one || (active.length < MAX_ACTIVE && random() < 0.5)) {
      const kind = isOpen ? random.weighted(KINDS) : 'live';
      const group = [...new Set([random.pick(everybody), random.pick(everybody)])];
      await issue({ kind, building: random.pick(buildings), group }, 'alert');
      // An alert that is withdrawn at once: its two revisions are under way at the same time.
      const issued = active.at(-1);
      if (issued && random() < 0.3) await cancel(issued);
      return;
    }
    const change = random.weighted(CHANGES);
    if (change === 'roll') return callRoll(one);
    return change === 'cancel' ? cancel(one) : issue(one, change);
  }

  return {
    /** Does one thing after the other; nothing while the one before is under way. */
    act() {
      if (isBusy) return;
      isBusy = true;
      void act().finally(() => {
        isBusy = false;
        isOpen = true;
      });
    },
    isOpen: () => isOpen,
    pending: () => (isBusy ? 1 : 0),
  };
}
