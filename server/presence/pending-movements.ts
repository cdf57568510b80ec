import { withRoom } from './handle-lists';

const NONE = -1;

/** The largest number of a change; then the numbers begin again. */
const LAST = 2 ** 31 - 1;

/**
 * Who must be told of whom: pairs of a subject and an observer, each pair once, with how the observer sees the subject
 * (`Sight`). Users are handles (small integers).
 */
export class PendingMovements {
  /** The subjects, in the order of their first change. */
  readonly #subjects: number[] = [];
  /** By subject: its last pair, or `NONE`. */
  #last = new Int32Array(64).fill(NONE);
  // By pair: its observer and sight, and the previous pair of its subject.
  readonly #observers: number[] = [];
  readonly #sights: number[] = [];
  readonly #previous: number[] = [];
  /** The subject that changes now, and the number of its change. */
  #subject = NONE;
  #change = 0;
  /** By observer two numbers, side by side: the last change of which the observer is told, and the pair. */
  #noted = new Int32Array(128);

  /** Begins a change of a subject, to which the following calls of `add` refer. */
  begin(subject: number): void {
    this.#last = withRoom(this.#last, subject, NONE);
    this.#subject = subject;
    if (this.#change === LAST) this.#noted.fill(0);
    this.#change = this.#change === LAST ? 1 : this.#change + 1;
    for (let pair = this.#last[subject] as number; pair !== NONE; pair = this.#previous[pair] as number) {
      this.#note(this.#observers[pair] as number, pair);
    }
  }

  /** The observer is to be told of the subject, and sees it like this. */
  add(observer: number, sight: number): void {
    this.#noted = withRoom(this.#noted, 2 * observer + 1, 0);
    if (this.#noted[2 * observer] === this.#change) {
      this.#sights[this.#noted[2 * observer + 1] as number] = sight;
      return;
    }
    const last = this.#last[this.#subject] as number;
    if (last === NONE) this.#subjects.push(this.#subject);
    const pair = this.#observers.push(observer) - 1;
    this.#sights.push(sight);
    this.#previous.push(last);
    this.#last[this.#subject] = pair;
    this.#note(observer, pair);
  }

  #note(observer: number, pair: number): void {
    this.#noted[2 * observer] = this.#change;
    this.#noted[2 * observer + 1] = pair;
  }

  /** Takes all pairs, subject by subject: calls `begin` for each subject, and then `visit` for each of its pairs. */
  drain(begin: (subject: number) => void, visit: (observer: number, sight: number) => void): void {
    for (const subject of this.#subjects) {
      begin(subject);
      for (let pair = this.#last[subject] as number; pair !== NONE; pair = this.#previous[pair] as number) {
        visit(this.#observers[pair] as number, this.#sights[pair] as number);
      }
      this.#last[subject] = NONE;
    }
    this.#subjects.length = 0;
    this.#observers.length = 0;
    this.#sights.length = 0;
    this.#previous.length = 0;
  }
}
