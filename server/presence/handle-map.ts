import { withRoom } from './handle-lists';

/** A map from handles (small integers) to values, faster than a `Map`, that is cleared as a whole. */
export class HandleMap<T> {
  /** By handle: one more than the index of its value; 0: no value. */
  #slots = new Int32Array(64);
  #handles: number[] = [];
  #values: T[] = [];

  get(handle: number): T | undefined {
    const slot = this.#slots[handle];
    return slot ? this.#values[slot - 1] : undefined;
  }

  /** Adds a value for a handle that has none. */
  add(handle: number, value: T): void {
    this.#slots = withRoom(this.#slots, handle, 0);
    this.#handles.push(handle);
    this.#slots[handle] = this.#values.push(value);
  }

  clear(): void {
    for (const handle of this.#handles) this.#slots[handle] = 0;
    this.#handles = [];
    this.#values = [];
  }
}
