import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ConnectionLost, RequestRefused } from '@/clients/connection/request';
import { createStore } from '@/clients/connection/store';
import { initialState } from '@/clients/state/state';
import type { ErrorCode } from '@/protocol/errors';
import type { WireAttachment } from '@/protocol/messages';
import { localFilesOf } from './local-files';
import { sendFiles } from './send-files';
import type { Upload } from './upload';

const YOU = { id: 'ist1100001', name: 'Ana', administrator: false, guest: false };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Starts the sending for a page with one message that has one file. `upload` answers each upload in turn. */
async function page(upload: (options: Upload) => Promise<WireAttachment>) {
  const stored = new Map<string, unknown>();
  const storage = {
    get: async (kind: string, key: string) => stored.get(`${kind} ${key}`),
    read: async () => new Map(),
    write: async (kind: string, key: string, value: unknown) => {
      if (value === undefined) stored.delete(`${kind} ${key}`);
      else stored.set(`${kind} ${key}`, value);
    },
    keepOnly: async () => {},
  };
  const store = createStore(initialState(YOU));
  const uploads: Upload[] = [];
  const pump = vi.fn();
  const deleteUpload = vi.fn();
  const stop = sendFiles({
    store,
    storage,
    pump,
    deleteUpload,
    upload: (options) => {
      uploads.push(options);
      return upload(options);
    },
  });
  localFilesOf(storage).hold('file-1', new Blob(['hello']));
  const files = [{ key: 'file-1', name: 'a.txt', bytes: 5 }];
  store.dispatch({
    type: 'compose',
    clientId: 'message-1',
    address: { to: 'range' },
    text: '',
    at: 0,
    files,
  });
  await vi.waitFor(() => expect(stored.has('file file-1')).toBe(true));
  const ready = () => store.dispatch({ type: 'link', link: { state: 'ready' } });
  const message = () => store.get().outgoing[0];
  return { store, stored, uploads, pump, deleteUpload, stop, ready, message };
}

const attachment: WireAttachment = { id: 'a', kind: 'file', name: 'a.txt', bytes: 5 };
const refusal = (code: ErrorCode, retryAfter = 0) =>
  new RequestRefused({ error: { code, message: '', retryable: false, retryAfter } });

test('[U9] a file that was chosen without a connection is stored, uploaded once, and deleted with its message', async () => {
  const { store, stored, uploads, pump, ready, message } = await page(async () => attachment);
  expect([uploads.length, stored.size]).toEqual([0, 1]);
  ready();
  await vi.waitFor(() => expect(message()?.files).toMatchObject([{ id: 'a' }]));
  await vi.waitFor(() => expect(pump).toHaveBeenCalled());
  expect(uploads).toHaveLength(1);
  store.dispatch({ type: 'forget', clientId: 'message-1' });
  expect(stored.size).toBe(0);
});

test('[D3] an upload whose connection is lost goes on under the same id', async () => {
  const answers = [() => Promise.reject(new ConnectionLost('cut')), () => Promise.resolve(attachment)];
  const { uploads, ready, message } = await page(() => (answers.shift() as () => Promise<WireAttachment>)());
  ready();
  await vi.waitFor(() => expect(uploads).toHaveLength(1));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(message()?.files).toMatchObject([{ id: 'a' }]);
  expect(uploads.map(({ key }) => key)).toEqual(['file-1', 'file-1']);
});

test('a message whose file is refused has failed; Retry uploads it again', async () => {
  const answers = [
    () => Promise.reject(refusal('unsupported_file')),
    () => Promise.reject(refusal('rate_limited', 7_200)),
    () => Promise.resolve(attachment),
  ];
  const { store, ready, message } = await page(() => (answers.shift() as () => Promise<WireAttachment>)());
  ready();
  for (const code of ['unsupported_file', 'rate_limited']) {
    await vi.waitFor(() => expect(message()).toMatchObject({ state: 'failed', code, field: 'file' }));
    store.dispatch({ type: 'retry', clientId: 'message-1' });
  }
  await vi.waitFor(() => expect(message()?.files).toMatchObject([{ id: 'a' }]));
});

test('deleting a message ends the upload of its file, and deletes what the server has of it', async () => {
  const { store, uploads, deleteUpload, ready } = await page(({ onBegun }) => {
    onBegun?.('a');
    return new Promise(() => {});
  });
  ready();
  await vi.waitFor(() => expect(uploads).toHaveLength(1));
  store.dispatch({ type: 'forget', clientId: 'message-1' });
  expect(uploads[0]?.signal.aborted).toBe(true);
  expect(deleteUpload.mock.calls).toEqual([['a']]);
});

test('a message whose file this browser has lost says so', async () => {
  const { store, ready, message } = await page(async () => attachment);
  const files = [{ key: 'lost', name: 'b.txt', bytes: 5 }];
  store.dispatch({ type: 'forget', clientId: 'message-1' });
  store.dispatch({
    type: 'compose',
    clientId: 'message-2',
    address: { to: 'range' },
    text: '',
    at: 0,
    files,
  });
  ready();
  await vi.waitFor(() =>
    expect(message()).toMatchObject({ state: 'failed', code: 'not_found', field: 'file' }),
  );
});
