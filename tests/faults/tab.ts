import { randomUUID } from 'node:crypto';
import { type Connection, connect } from '@/clients/connection/connection';
import { type Payload, RequestRefused } from '@/clients/connection/request';
import { createStore, type Store } from '@/clients/connection/store';
import { fetchTicket } from '@/clients/connection/ticket';
import type { Conversation } from '@/clients/state/log';
import { type Outgoing, waiting } from '@/clients/state/outgoing';
import { initialState } from '@/clients/state/state';
import type { WireAlert } from '@/protocol/alerts';
import type { ErrorCode } from '@/protocol/errors';
import type { Address, ClientAnswers, ClientEvent } from '@/protocol/events';
import { createGivenFilter } from './given';
import { type Act, now, type Recorder } from './history';
import { moveOf } from './window';

/** Error codes after which it is unknown whether the act was done. */
const UNSURE: ReadonlySet<ErrorCode> = new Set(['unavailable', 'internal', 'rate_limited']);

/** Milliseconds after which an answer to an alert counts as lost. */
const ANSWERED_WITHIN_MS = 30_000;

export interface Tab {
  person: string;
  store(): Store;
  compose(address: Address, text: string): void;
  /** Performs an act that the client does not repeat by itself, and records the result. */
  act<E extends ClientEvent>(act: Act, event: E, payload: Payload<E>): Promise<ClientAnswers[E] | null>;
  ask: Connection['ask'];
  /** Returns the newest revisions of the alerts that the tab was sent, by id. */
  alerts(): ReadonlyMap<string, { revision: number; active: boolean }>;
  answer(alert: string, answer: string): Promise<void>;
  /** Sends the waiting messages. */
  pump(): void;
  /** Loads the page again: the session continues, and unsent messages are kept, or lost with the old page. */
  reload(keepUnsent: boolean): void;
  /** Returns the number of acknowledged sends. */
  acknowledged(): number;
  /** Returns the number of acts without an answer. */
  pending(): number;
  stop(): void;
}

/** Opens a tab of the product's own client and records every change of its state. */
export function openTab(options: {
  name: string;
  person: string;
  url: string;
  cookie: string;
  record: Recorder;
  /** Returns a new id for an operation. */
  op: () => string;
}): Tab {
  const { name, person, url, cookie, record, op } = options;
  const headers = { cookie, origin: url };
  const ops = new Map<string, string>();
  let session: string | undefined;
  let loads = 0;
  let asking = 0;
  let acknowledged = 0;
  let store: Store;
  let connection: Connection;
  let newlyGiven: ReturnType<typeof createGivenFilter>;

  let alerts = new Map<string, { revision: number; active: boolean }>();

  const viewName = () => `${name}/${loads}`;

  function load(unsent: readonly Outgoing[]): void {
    loads += 1;
    const view = viewName();
    store = createStore(initialState({ id: person, name: person, administrator: false, guest: false }));
    newlyGiven = createGivenFilter();
    alerts = new Map();
    noteGiven(view, store);
    watch(view, store);
    connection = connect({
      store,
      url,
      session: {
        take: async () => session,
        keep: (sessionId) => {
          session = sessionId;
        },
      },
      ticket: (stop) => fetchTicket(stop, { url, headers }),
    });
    if (unsent.length > 0) store.dispatch({ type: 'recalled', outgoing: unsent.map(waiting) });
  }

  /** Records what the server sends: all its events and most of its answers go through the store. */
  function noteGiven(view: string, watched: Store): void {
    const { dispatch } = watched;
    watched.dispatch = (action) => {
      note(view, action);
      noteAlert(view, action);
      dispatch(action);
    };
  }

  function note(view: string, received: unknown): void {
    const news = newlyGiven(received);
    if (news) record({ e: 'given', view, person, ...news });
  }

  /** Records an alert as it was sent, not as the client shows it. */
  function noteAlert(view: string, action: { type: string }): void {
    if (action.type !== 'alert') return;
    const { alert, reason } = action as unknown as { alert: WireAlert; reason: string };
    const { id, revision, kind, active } = alert;
    record({ e: 'alerted', view, person, alert: id, revision, kind, active, reason });
    if (revision > (alerts.get(id)?.revision ?? 0)) alerts.set(id, { revision, active });
  }

  /** Sends a request, and records what the answer contains. */
  const ask: Connection['ask'] = async (event, payload) => {
    const [view, asked] = [viewName(), now()];
    const answer = await connection.ask(event, payload);
    note(view, answer);
    if ('members' in answer && 'conversation' in payload && payload.conversation !== null)
      record({
        e: 'members',
        person,
        c: payload.conversation,
        asked,
        names: answer.members.map(({ id }) => id),
      });
    return answer;
  };

  function watch(view: string, watched: Store): void {
    let before = watched.get();
    watched.subscribe(() => {
      const after = watched.get();
      const was = before;
      before = after;
      if (after.link !== was.link) record({ e: 'link', view, person, state: after.link.state });
      if (after.outgoing !== was.outgoing) follow(was.outgoing, after.outgoing);
      if (after.log === was.log) return;
      for (const [c, conversation] of Object.entries(after.log)) {
        const earlier: Conversation | undefined = was.log[c];
        if (conversation === earlier) continue;
        const move = moveOf(earlier, conversation);
        if (move) record({ e: 'moved', view, person, c, ...move });
        const read = conversation.info?.read ?? 0;
        if (read !== (earlier?.info?.read ?? 0)) record({ e: 'marked', view, person, c, read });
      }
    });
  }

  /** Records what happens to messages on their way: a message that leaves the list was acknowledged. */
  function follow(was: readonly Outgoing[], is: readonly Outgoing[]): void {
    const before = new Map(was.map((message) => [message.clientId, message]));
    for (const message of is) {
      const { clientId, text, address, state } = message;
      const earlier = before.get(clientId);
      before.delete(clientId);
      if (state === earlier?.state) continue;
      if (state === 'sending' && !ops.has(clientId)) {
        ops.set(clientId, tagOf(text));
        record({ e: 'invoke', op: tagOf(text), person, act: { do: 'send', clientId, text, address } });
      }
      if (state === 'failed') {
        const e = UNSURE.has(message.code) ? 'unknown' : 'fail';
        record({ e, op: tagOf(text), code: message.code });
      }
    }
    for (const { state, text } of before.values()) {
      if (state === 'failed') continue;
      acknowledged += 1;
      record({ e: 'ok', op: tagOf(text) });
    }
  }

  load([]);
  return {
    person,
    store: () => store,
    compose(address, text) {
      store.dispatch({ type: 'compose', clientId: randomUUID(), address, text, at: Date.now() });
      connection.pump();
    },
    async act(act, event, payload) {
      const id = op();
      record({ e: 'invoke', op: id, person, act });
      asking += 1;
      try {
        const answer = await ask(event, payload);
        record({ e: 'ok', op: id });
        return answer;
      } catch (error) {
        const code = error instanceof RequestRefused ? error.code : 'lost';
        const sure = error instanceof RequestRefused && !UNSURE.has(error.code);
        record({ e: sure ? 'fail' : 'unknown', op: id, code });
        return null;
      } finally {
        asking -= 1;
      }
    },
    ask,
    alerts: () => alerts,
    async answer(alert, answer) {
      const id = op();
      record({ e: 'invoke', op: id, person, act: { do: 'answer', alert, answer } });
      asking += 1;
      const place = answer === 'help' ? { place: 'On the roof' } : {};
      const response = await fetch(`${url}/api/v1/alerts/${alert}/answer`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ answer, ...place }),
        signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
      }).catch(() => null);
      await response?.body?.cancel();
      asking -= 1;
      const code = String(response?.status ?? 'lost');
      if (response?.ok) record({ e: 'ok', op: id });
      else record({ e: response && response.status < 500 ? 'fail' : 'unknown', op: id, code });
    },
    pump: () => connection.pump(),
    reload(keepUnsent) {
      const { outgoing } = store.get();
      connection.stop();
      record({ e: 'link', view: viewName(), person, state: 'closed' });
      if (!keepUnsent)
        for (const { text, clientId } of outgoing)
          if (ops.has(clientId)) record({ e: 'unknown', op: tagOf(text), code: 'reload' });
      load(keepUnsent ? outgoing : []);
    },
    acknowledged: () => acknowledged,
    pending: () => asking + store.get().outgoing.filter(({ state }) => state !== 'failed').length,
    stop: () => connection.stop(),
  };
}

/** Returns the id of the operation, with which every text of a run begins. */
const tagOf = (text: string) => text.split(' ', 1)[0] as string;
