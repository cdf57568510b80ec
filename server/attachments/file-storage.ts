/** Where the bytes of attachments are: objects of up to some megabytes, by key. Each method can be repeated. */
export interface FileStorage {
  /** Stores an object, and replaces the one of this key. Resolves when it is durable. */
  write(key: string, data: Uint8Array): Promise<void>;
  /** Returns an object; null when there is none. */
  read(key: string): Promise<Uint8Array | null>;
  /** Deletes the objects of these keys that exist. */
  remove(keys: string[]): Promise<void>;
  /** Deletes what writes left that were cut off more than an hour ago. */
  tidy(): Promise<void>;
}
