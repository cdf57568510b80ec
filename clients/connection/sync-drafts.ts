import type { WireDraft } from '@/protocol/messages';
import type { Conversation } from '../state/log';
import { conversationOf, keyOf, viewIn, viewOf } from '../state/views';
import type { Quoted } from './browser-storage';
import type { Drafts } from './drafts';
import { type Ask, RequestRefused } from './request';
import type { Store } from './store';

/** Milliseconds without a change after which a draft is saved, and the longest that changes wait. */
const PAUSE_MS = 1_500;
const LONGEST_MS = 10_000;
/** Milliseconds before another try when the server refused for a time that it did not name. */
const RETRY_MS = 5_000;
/** The characters of the replied message that a draft keeps. */
const MAX_QUOTED = 200;

/**
 * Keeps the drafts in step with the user's other devices: saves those changed here when the user pauses, and takes those
 * that are newer on the server. Drafts of conversations that do not exist yet stay on this device. A draft that cannot be
 * saved now is saved after the reconnect.
 */
export function syncDrafts({ store, drafts, ask }: { store: Store; drafts: Drafts; ask: Ask }): {
  pump(): void;
  stop(): void;
} {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** When the first change that waits was made; 0 without any. */
  let waitingSince = 0;
  let saving = false;
  /** A change was due while others were being saved. */
  let changedMeanwhile = false;
  let stopped = false;
  let log = store.get().log;
  const taken = new Map<string, WireDraft>();

  function schedule(delay: number) {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(pump, delay);
  }

  function onChange() {
    if (drafts.unsaved().size === 0) return;
    waitingSince ||= Date.now();
    schedule(Math.max(0, Math.min(PAUSE_MS, waitingSince + LONGEST_MS - Date.now())));
  }

  function pump() {
    clearTimeout(timer);
    take();
    if (stopped || store.get().link.state !== 'ready') return;
    if (saving) {
      changedMeanwhile = true;
      return;
    }
    waitingSince = 0;
    saving = true;
    changedMeanwhile = false;
    void saveAll().then((delay) => {
      saving = false;
      if (delay > 0 || changedMeanwhile) schedule(delay);
    });
  }

  /** Saves the changed drafts one after another. Returns the milliseconds before another try; 0 when none is needed. */
  async function saveAll(): Promise<number> {
    for (const [key, draft] of drafts.unsaved()) {
      const conversation = find(key);
      if (!conversation?.info) continue;
      const stored = conversation.info.draft;
      const isStored = (stored?.text ?? '') === draft.text && stored?.replyTo === draft.reply?.seq;
      const serverAt = isStored && stored ? Date.parse(stored.at) : Math.round(draft.at + store.get().clock);
      if (draft.text !== '' || draft.reply) drafts.saving(key, serverAt);
      if (!isStored) {
        try {
          const { id } = conversation;
          const { draft: newest } = await ask('save_draft', {
            conversation: id,
            text: draft.text,
            ...(draft.reply && { replyTo: draft.reply.seq }),
            at: serverAt,
          });
          store.dispatch({ type: 'draft', conversation: id, draft: newest });
        } catch (error) {
          if (!(error instanceof RequestRefused)) return 0;
          const { code, retryAfter } = error;
          if (code !== 'forbidden' && code !== 'bad_request') return retryAfter * 1_000 || RETRY_MS;
        }
      }
      drafts.saved(key, draft.at);
    }
    return 0;
  }

  /** Takes the drafts of the server that this device has not seen yet. */
  function take() {
    const { place, clock } = store.get();
    for (const conversation of Object.values(store.get().log)) {
      const draft = conversation.info?.draft;
      if (!draft || taken.get(conversation.id) === draft) continue;
      taken.set(conversation.id, draft);
      const key = keyOf(viewIn(conversation, place?.building?.id ?? null));
      const serverAt = Date.parse(draft.at);
      const receive = (reply: Quoted | null) =>
        drafts.receive(key, { text: draft.text, ...(reply && { reply }), at: serverAt - clock }, serverAt);
      if (draft.replyTo === undefined) receive(null);
      else void quoted(conversation, draft.replyTo).then(receive);
    }
  }

  async function quoted(conversation: Conversation, seq: number): Promise<Quoted | null> {
    const isIt = (entry: Conversation['entries'][number]) => entry.seq === seq;
    const known = conversation.entries.find(isIt);
    const page = known
      ? { entries: [known] }
      : await ask('history', { conversation: conversation.id, around: seq, limit: 1 }).catch(() => null);
    const message = page?.entries.find(isIt)?.message;
    const text = [...(message?.text ?? '')].slice(0, MAX_QUOTED).join('');
    return message ? { id: message.id, seq, name: message.from.name, text } : null;
  }

  function find(key: string): Conversation | null {
    const { log, place } = store.get();
    const view = viewOf(key);
    return view && conversationOf(log, view, place?.building?.id ?? null);
  }

  const stopDrafts = drafts.subscribe(onChange);
  const stopStore = store.subscribe(() => {
    if (store.get().log === log) return;
    log = store.get().log;
    take();
  });
  return {
    pump,
    stop() {
      stopped = true;
      clearTimeout(timer);
      stopDrafts();
      stopStore();
    },
  };
}
