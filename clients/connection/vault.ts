/** The name of the database. clients/worker/shell.ts and clients/connection/forget-person.ts know it, too. */
const DATABASE = 'quad';
const KEYS = 'keys';
const RECORDS = 'records';

/** What a record is of; the records of one kind are read together. */
export type Kind =
  | 'owner'
  | 'draft'
  | 'unsent'
  | 'state'
  | 'conversation'
  | 'photo'
  | 'places'
  // These are bytes: files of unsent messages, pictures of messages, and files that other apps share.
  | 'file'
  | 'picture'
  | 'shared';

/** Values to store, by kind and key: JSON or an `ArrayBuffer`. Undefined deletes a record. */
export type Batch = ReadonlyMap<Kind, ReadonlyMap<string, unknown>>;

/**
 * Records of the signed-in user in this browser's IndexedDB: a kind, a key and a value, JSON or bytes. Keys and values are
 * encrypted with keys that no program can read out of the browser and that `forgetPerson` deletes. A page over plain http
 * has no encryption; see `isEncrypted`.
 */
export interface Vault {
  /** Returns the values of a kind of JSON by their keys. */
  read(kind: Kind): Promise<Map<string, unknown>>;
  /** Returns one value; undefined without a record. */
  get(kind: Kind, key: string): Promise<unknown>;
  /** Stores values in one transaction. */
  write(batch: Batch): Promise<void>;
  /** Deletes the records of a kind, as they are now, whose keys `keys` does not return afterwards. */
  keepOnly(kind: Kind, keys: () => Promise<Iterable<string>>): Promise<void>;
  close(): void;
}

/** Returns whether this browser encrypts what it stores; only then does it store conversations. */
export const isEncrypted = () => globalThis.crypto?.subtle !== undefined;

/** A record as it is stored. `name` is its kind and a hash of its key. */
interface Stored {
  name: string;
  iv?: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer | string;
  /** The value is bytes, and `data` has it without its key. */
  raw?: true;
}

interface Keys {
  /** Random; other keys have another one. */
  id: string;
  /** `values` encrypts values, `names` makes names of records from keys; null over plain http. */
  crypto: { values: CryptoKey; names: CryptoKey } | null;
}

/** The key of the record with the username of the user. */
const OWNER = 'username';

/**
 * Opens the records of a user; those of another user are deleted. Rejects where IndexedDB is full or forbidden, as in
 * some private windows.
 */
export async function openVault(username: string): Promise<Vault> {
  const database = await openDatabase();
  const found = await keysIn(database);
  const vault = found && vaultOf(database, found);
  if (vault && (await vault.read('owner')).get(OWNER) === username) return vault;
  const made = await makeKeys();
  const owner = await seal(made, 'owner', OWNER, username);
  const transaction = database.transaction([KEYS, RECORDS], 'readwrite');
  const keys = transaction.objectStore(KEYS);
  const now: Keys | undefined = await answer(keys.get(KEYS));
  // Another tab may have opened them meanwhile.
  const replace = now?.id === found?.id;
  if (replace) {
    const records = transaction.objectStore(RECORDS);
    records.clear();
    records.put(owner);
    keys.put(made, KEYS);
  }
  await done(transaction);
  return vaultOf(database, replace ? made : (now as Keys));
}

/** Opens the records of the user whose records this browser has; null when it has none. */
export async function openAnyVault(): Promise<Vault | null> {
  const databases = await indexedDB.databases?.();
  if (databases && !databases.some(({ name }) => name === DATABASE)) return null;
  const database = await openDatabase();
  const keys = await keysIn(database);
  return keys ? vaultOf(database, keys) : null;
}

/**
 * Opens the records of a user again. Rejects when this browser has none of theirs any more: the sign-in has ended, and
 * another user may have signed in.
 */
export async function reopenVault(username: string): Promise<Vault> {
  const vault = await openAnyVault();
  if (vault && (await vault.read('owner')).get(OWNER) === username) return vault;
  vault?.close();
  throw new Error('the records were deleted');
}

const keysIn = (database: IDBDatabase): Promise<Keys | undefined> =>
  answer(database.transaction(KEYS).objectStore(KEYS).get(KEYS));

/** Returns the names of the records of a kind. */
const rangeOf = (kind: Kind) => IDBKeyRange.bound(`${kind}:`, `${kind};`);

function vaultOf(database: IDBDatabase, keys: Keys): Vault {
  return {
    async read(kind) {
      const records = database.transaction(RECORDS).objectStore(RECORDS);
      const stored = await answer<Stored[]>(records.getAll(rangeOf(kind)));
      const read = await Promise.all(stored.map((record) => unseal(keys, record)));
      return new Map(read.filter((record) => record !== null));
    },
    async get(kind, key) {
      const name = await nameOf(keys, kind, key);
      const records = database.transaction(RECORDS).objectStore(RECORDS);
      const stored: Stored | undefined = await answer(records.get(name));
      return stored && (await unseal(keys, stored))?.[1];
    },
    async write(batch) {
      const records = await Promise.all(
        [...batch].flatMap(([kind, values]) =>
          [...values].map(([key, value]) =>
            value === undefined ? nameOf(keys, kind, key) : seal(keys, kind, key, value),
          ),
        ),
      );
      const transaction = database.transaction(RECORDS, 'readwrite');
      const store = transaction.objectStore(RECORDS);
      for (const record of records) {
        if (typeof record === 'string') store.delete(record);
        else store.put(record);
      }
      await done(transaction);
    },
    async keepOnly(kind, wanted) {
      const found = await answer(
        database.transaction(RECORDS).objectStore(RECORDS).getAllKeys(rangeOf(kind)),
      );
      const names = await Promise.all([...(await wanted())].map((key) => nameOf(keys, kind, key)));
      const transaction = database.transaction(RECORDS, 'readwrite');
      for (const name of found)
        if (!names.includes(String(name))) transaction.objectStore(RECORDS).delete(name);
      await done(transaction);
    },
    close: () => database.close(),
  };
}

async function makeKeys(): Promise<Keys> {
  const id = String(crypto.getRandomValues(new Uint32Array(4)));
  if (!isEncrypted()) return { id, crypto: null };
  const [values, names] = await Promise.all([
    crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']),
    crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']),
  ]);
  return { id, crypto: { values, names } };
}

/** Returns the name of a record. */
async function nameOf({ crypto: keys }: Keys, kind: Kind, key: string): Promise<string> {
  return `${kind}:${keys ? hex(await crypto.subtle.sign('HMAC', keys.names, bytes(key))) : key}`;
}

async function seal(keys: Keys, kind: Kind, key: string, value: unknown): Promise<Stored> {
  const name = await nameOf(keys, kind, key);
  const raw = value instanceof ArrayBuffer && { raw: true as const };
  const data = value instanceof ArrayBuffer ? value : JSON.stringify([key, value]);
  if (!keys.crypto) return { name, data, ...raw };
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const algorithm = { name: 'AES-GCM', iv, additionalData: bytes(name) };
  const plain = typeof data === 'string' ? bytes(data) : data;
  return { name, iv, data: await crypto.subtle.encrypt(algorithm, keys.crypto.values, plain), ...raw };
}

/** Returns the key and the value of a record, of bytes without the key; null when it cannot be read. */
async function unseal(
  { crypto: keys }: Keys,
  { name, iv, data, raw }: Stored,
): Promise<[string, unknown] | null> {
  try {
    if (typeof data === 'string') return JSON.parse(data);
    if (!keys) return raw ? ['', data] : null;
    if (!iv) return null;
    const algorithm = { name: 'AES-GCM', iv, additionalData: bytes(name) };
    const plain = await crypto.subtle.decrypt(algorithm, keys.values, data);
    return raw ? ['', plain] : JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
}

async function openDatabase(): Promise<IDBDatabase> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.addEventListener('upgradeneeded', () => {
    opening.result.createObjectStore(KEYS);
    opening.result.createObjectStore(RECORDS, { keyPath: 'name' });
  });
  const database = await answer(opening);
  // Another page deletes the database.
  database.addEventListener('versionchange', () => database.close());
  return database;
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });
}

function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () => reject(transaction.error));
  });
}

const bytes = (text: string) => new TextEncoder().encode(text);
const hex = (buffer: ArrayBuffer) =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
