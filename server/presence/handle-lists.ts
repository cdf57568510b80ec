const NONE = -1;

/**
 * Lists of handles (small integers). A handle is in at most one list. The order of a list is arbitrary: a handle that
 * leaves is replaced by the last one.
 */
export class HandleLists {
  /** By list: its handles. */
  readonly #lists: number[][] = [];
  /** By handle: its list or `NONE`, and its index there. */
  #listOf = new Int32Array(64).fill(NONE);
  #indexOf = new Int32Array(64);

  /** Returns the handles of a list, which must not be changed. */
  of(list: number): readonly number[] {
    let handles = this.#lists[list];
    if (!handles) {
      handles = [];
      this.#lists[list] = handles;
    }
    return handles;
  }

  /** Returns the list of a handle, or -1. */
  listOf(handle: number): number {
    return handle < this.#listOf.length ? (this.#listOf[handle] as number) : NONE;
  }

  /** Puts a handle into a list and takes it out of its previous list. */
  put(handle: number, list: number): void {
    this.remove(handle);
    this.#listOf = withRoom(this.#listOf, handle, NONE);
    this.#indexOf = withRoom(this.#indexOf, handle, 0);
    this.#listOf[handle] = list;
    this.#indexOf[handle] = (this.of(list) as number[]).push(handle) - 1;
  }

  /** Takes a handle out of its list. Returns false if it is in none. */
  remove(handle: number): boolean {
    const list = this.listOf(handle);
    if (list === NONE) return false;
    const handles = this.#lists[list] as number[];
    const index = this.#indexOf[handle] as number;
    const last = handles.pop() as number;
    if (last !== handle) {
      handles[index] = last;
      this.#indexOf[last] = index;
    }
    this.#listOf[handle] = NONE;
    return true;
  }
}

/** Returns the array, or a larger copy if it has no element `index`; new elements are `fill`. */
export function withRoom(
  array: Int32Array<ArrayBuffer>,
  index: number,
  fill: number,
): Int32Array<ArrayBuffer> {
  if (index < array.length) return array;
  const larger = new Int32Array(Math.max(index + 1, array.length * 2)).fill(fill);
  larger.set(array);
  return larger;
}
