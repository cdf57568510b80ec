import { beforeEach, expect, test, vi } from 'vitest';
import { openBrowserStorage } from './browser-storage';
import { forgetPerson } from './forget-person';
import { type Batch, openVault, reopenVault, type Vault } from './vault';

vi.mock('./vault', () => ({ openVault: vi.fn(), reopenVault: vi.fn() }));
vi.mock('./forget-person', () => ({ forgetPerson: vi.fn(async () => {}) }));

/** Returns a vault that fails once it is closed, and the batches that were written to it. */
function vaultOf() {
  const batches: Batch[] = [];
  let closed = false;
  const check = async () => {
    if (closed) throw new Error('closed');
  };
  const vault: Vault = {
    read: () => check().then(() => new Map()),
    get: () => check(),
    keepOnly: () => check(),
    write: (batch) => check().then(() => void batches.push(batch)),
    close: () => {
      closed = true;
    },
  };
  return { vault, batches };
}

beforeEach(() => void vi.clearAllMocks());

test('values of several kinds that are written together are stored in one transaction', async () => {
  const { vault, batches } = vaultOf();
  vi.mocked(openVault).mockResolvedValue(vault);
  const storage = openBrowserStorage('ana');
  void storage.write('state', 'state', 1);
  await storage.write('conversation', 'a', undefined);
  const state = ['state', new Map([['state', 1]])];
  expect(batches.map((batch) => [...batch])).toEqual([
    [state, ['conversation', new Map([['a', undefined]])]],
  ]);
});

test('a vault that the browser closed is opened again for what is written then', async () => {
  const [before, after] = [vaultOf(), vaultOf()];
  vi.mocked(openVault).mockResolvedValue(before.vault);
  vi.mocked(reopenVault).mockResolvedValue(after.vault);
  const storage = openBrowserStorage('ana');
  await storage.write('state', 'state', 1);
  before.vault.close();
  await storage.write('state', 'state', 2);
  await storage.write('state', 'state', 3);
  expect([before.batches.length, after.batches.length]).toEqual([1, 2]);
  expect([vi.mocked(openVault).mock.calls, vi.mocked(reopenVault).mock.calls]).toEqual([
    [['ana']],
    [['ana']],
  ]);
});

test('[U10] a vault that was deleted is not made again by a page that had it open', async () => {
  const { vault } = vaultOf();
  vi.mocked(openVault).mockResolvedValue(vault);
  vi.mocked(reopenVault).mockRejectedValue(new Error('deleted'));
  const storage = openBrowserStorage('ana');
  await storage.write('state', 'state', 1);
  vault.close();
  await storage.write('state', 'state', 2);
  expect((await storage.read('state')).size).toBe(0);
  expect(openVault).toHaveBeenCalledTimes(1);
});

test('what is stored is deleted once, so that a later sign-in keeps its own', async () => {
  const storage = openBrowserStorage('ana');
  await Promise.all([storage.forget(), storage.forget()]);
  await storage.forget();
  await storage.write('state', 'state', 1);
  expect([vi.mocked(forgetPerson).mock.calls.length, vi.mocked(openVault).mock.calls.length]).toEqual([1, 0]);
});

test('a browser that stores nothing, because storage is forbidden or full, has nothing, and no write fails', async () => {
  vi.mocked(openVault).mockRejectedValue(new DOMException('no', 'SecurityError'));
  const forbidden = openBrowserStorage('ana');
  await forbidden.write('state', 'state', 1);
  expect(await forbidden.load()).toEqual({ drafts: new Map(), unsent: new Map() });
  await forbidden.forget();

  const { vault } = vaultOf();
  vault.write = () => Promise.reject(new DOMException('no', 'QuotaExceededError'));
  vi.mocked(openVault).mockResolvedValue(vault);
  vi.mocked(reopenVault).mockResolvedValue(vault);
  const full = openBrowserStorage('ana');
  await full.write('state', 'state', 1);
  expect((await full.read('state')).size).toBe(0);
});
