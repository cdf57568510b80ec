import type { BrowserStorage } from '@/clients/connection/browser-storage';
import { RequestRefused } from '@/clients/connection/request';
import type { Store } from '@/clients/connection/store';
import { nextToUpload, type Outgoing, PASSING } from '@/clients/state/outgoing';
import { backoff } from '@/protocol/backoff';
import { localFilesOf } from './local-files';
import { picturesOf } from './pictures';
import { deleteUpload, upload } from './upload';

/** Milliseconds before another try, as in protocol/backoff.ts. */
const RETRY_MS = { first: 1_000, longest: 30_000 };
/** Tries after a refusal that may pass. */
const MAX_TRIES = 4;
/** The longest time in seconds that a refusal may ask to wait before the message counts as failed. */
const MAX_WAIT = 60;

/**
 * Uploads the files of messages that wait to be sent, one after another, and calls `pump` when a message may be ready to
 * be sent. Stores the files until their message is sent or deleted; a deletion ends its upload, and deletes what the server
 * has of it. Returns the function that stops it.
 */
export function sendFiles(options: {
  store: Store;
  storage: Pick<BrowserStorage, 'get' | 'read' | 'write' | 'keepOnly'>;
  pump: () => void;
  upload?: typeof upload;
  deleteUpload?: typeof deleteUpload;
}): () => void {
  const { store, storage, pump } = options;
  const files = localFilesOf(storage);
  /** The keys of the files, and the messages that have them. */
  let known = new Map<string, Outgoing>();
  /** The ids of uploads that have begun, by the keys of their files. */
  const begun = new Map<string, string>();
  let running: { clientId: string; stop: AbortController } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Tries since the last part was stored, for the time to wait, and how many of them the server refused. */
  let tries = 0;
  let refusals = 0;
  /** The file that these count for. */
  let tried = '';
  let stopped = false;

  function start() {
    if (running || timer !== undefined || stopped || store.get().link.state !== 'ready') return;
    const message = store.get().outgoing.find((each) => each.state === 'waiting' && nextToUpload(each));
    if (!message) return;
    const stop = new AbortController();
    running = { clientId: message.clientId, stop };
    void send(message, stop.signal)
      .catch((error: unknown) => !stop.signal.aborted && onError(message, error))
      .finally(() => {
        running = null;
        pump();
        start();
      });
  }

  async function send(message: Outgoing, signal: AbortSignal): Promise<void> {
    const { clientId } = message;
    const { key, name, photo } = nextToUpload(message) as NonNullable<ReturnType<typeof nextToUpload>>;
    const file = await files.read(key);
    if (!file) return store.dispatch({ type: 'failed', clientId, code: 'not_found', field: 'file' });
    if (key !== tried) startCounting(key);
    const onProgress = (part: number) => files.setProgress(key, part);
    const onBegun = (id: string) => begun.set(key, id);
    const onStored = () => startCounting(key);
    const { id } = await (options.upload ?? upload)({
      key,
      name,
      file,
      signal,
      onProgress,
      onBegun,
      onStored,
    });
    startCounting('');
    // The picture is shown before and after the message is sent.
    if (photo) picturesOf(storage).put(id, file);
    store.dispatch({ type: 'uploaded', clientId, key, id });
  }

  function startCounting(key: string) {
    tried = key;
    tries = 0;
    refusals = 0;
  }

  function onError({ clientId }: Outgoing, error: unknown) {
    const retryAfter = error instanceof RequestRefused ? error.retryAfter : 0;
    const passes =
      !(error instanceof RequestRefused) ||
      (PASSING.has(error.code) && refusals++ < MAX_TRIES && retryAfter <= MAX_WAIT);
    if (!passes) {
      startCounting('');
      const { code, field = 'file' } = error as RequestRefused;
      // The server has deleted the upload meanwhile; Retry begins it anew.
      const about = code === 'not_found' ? 'attachments' : field;
      return store.dispatch({ type: 'failed', clientId, code, field: about });
    }
    timer = setTimeout(
      () => {
        timer = undefined;
        start();
      },
      backoff(tries++, { ...RETRY_MS, retryAfter }),
    );
  }

  /** Stores the files of new messages, and deletes those of messages that are gone, also from the server unless they were sent. */
  function follow() {
    const { outgoing } = store.get();
    if (running && !outgoing.some((each) => each.clientId === running?.clientId && each.state === 'waiting'))
      running.stop.abort();
    const now = new Map(
      outgoing.flatMap((each) => (each.files ?? []).map(({ key }) => [key, each] as const)),
    );
    for (const key of now.keys()) if (!known.has(key)) void files.keep(key);
    for (const [key, message] of known) {
      if (now.has(key)) continue;
      files.drop(key);
      const id = begun.get(key) ?? message.files?.find((file) => file.key === key)?.id;
      begun.delete(key);
      if (id !== undefined && !isSent(message)) (options.deleteUpload ?? deleteUpload)(id);
    }
    known = now;
  }

  const isSent = ({ clientId }: Outgoing) =>
    Object.values(store.get().log).some(({ entries }) =>
      entries.some(({ message }) => message.clientId === clientId),
    );

  let before: readonly Outgoing[] = [];
  const onChange = () => {
    if (store.get().outgoing !== before) {
      before = store.get().outgoing;
      follow();
    }
    start();
  };
  const unsubscribe = store.subscribe(onChange);
  onChange();
  // Those of messages that another page sent while this one was closed.
  void files.keepOnly(async () => {
    const unsent = (await storage.read('unsent')) as Map<string, readonly Outgoing[]>;
    return [...unsent.values()].flat().flatMap(({ files: some = [] }) => some.map(({ key }) => key));
  });
  return () => {
    stopped = true;
    clearTimeout(timer);
    running?.stop.abort();
    unsubscribe();
  };
}
