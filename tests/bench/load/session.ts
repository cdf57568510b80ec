import { openWebSocket, type WebSocketLine } from './websocket';

/** A user with an API token. */
export interface Person {
  id: string;
  token: string;
}

export type Answer = Record<string, unknown> & { error?: { code: string; retryAfter?: number } };

/** Where a session connects to, and from. */
export interface Place {
  port: number;
  /** The address of the loopback network that the connection comes from. */
  from: string;
}

/** Milliseconds after which an event counts as unanswered. */
const ANSWER_WITHIN_MS = 120_000;
const [QUOTE, BRACKET, ZERO, NINE] = [34, 91, 48, 57];
/** What a text contains that a benchmark follows: `mark:` and a number. */
const MARK = Buffer.from('mark:');
/** What the end of an alert contains. */
const ENDED = Buffer.from('"active":false');

/** Returns the milliseconds of a clock that all processes of this machine share. */
export const clock = (): number => Number(process.hrtime.bigint()) / 1e6;

/** The text that `Session` recognises when it arrives. */
export const markedText = (mark: number): string => `mark:${mark} The seminar is in the blue room today.`;

/** What a session begins with, besides the credentials; a legacy client has no version. */
export interface Hello {
  version?: number;
  session?: string;
  cursors?: Record<string, number>;
}

/** One connection that speaks Socket.IO's protocol directly, and at most one session of Quad on it. */
export class Session {
  readonly person: Person;
  readonly #place: Place;
  #line: WebSocketLine | undefined;
  #waiting = new Map<number, { settle: (answer: Answer) => void; late: NodeJS.Timeout }>();
  #lastAck = 0;
  #opened: ((answer: Answer) => void) | undefined;
  /** The id of Socket.IO's socket while the connection is open. */
  socketId = '';
  /** Called with the bytes of each event of the server, after its acknowledgement. */
  onEvent: (event: string, text: Buffer) => void = () => {};
  /**
   * Called with each mark that an event or an answer contains, the time of `clock`, and the event; none for an answer. The end
   * of an alert has the negative mark.
   */
  onMark: (mark: number, at: number, event?: string) => void = () => {};
  /** Called when an open connection has ended for a reason other than `drop`. */
  onLost: () => void = () => {};

  constructor(person: Person, place: Place) {
    this.person = person;
    this.#place = place;
  }

  get isOpen(): boolean {
    return this.#line !== undefined && this.#opened === undefined;
  }

  /** Opens the connection, without a session. Resolves with an answer that has `error` when it is refused. */
  open(): Promise<Answer> {
    return new Promise((resolve) => {
      this.#opened = resolve;
      const line = openWebSocket(this.#place, {
        onText: (text) => this.#read(text),
        onClose: () => {
          if (this.#line === line) this.#ended();
        },
      });
      this.#line = line;
    });
  }

  /** Begins a session on the connection. Resolves with the snapshot, or an answer that has `error`. */
  begin(hello: Hello = { version: 1 }): Promise<Answer> {
    return this.emit('new_client', { ...this.person, ...hello });
  }

  /** Sends an event and resolves with its answer; `error.code` is `lost` when the connection ends before. */
  emit(event: string, payload: unknown): Promise<Answer> {
    const line = this.#line;
    if (!line) return Promise.resolve({ error: { code: 'lost' } });
    this.#lastAck += 1;
    const id = this.#lastAck;
    line.send(`42${id}${JSON.stringify([event, payload])}`);
    return new Promise((resolve) => {
      const settle = (answer: Answer) => {
        clearTimeout(late);
        this.#waiting.delete(id);
        resolve(answer);
      };
      const late = setTimeout(() => settle({ error: { code: 'late' } }), ANSWER_WITHIN_MS);
      this.#waiting.set(id, { settle, late });
    });
  }

  /** Ends the connection as a failing network does. */
  drop(): void {
    const line = this.#line;
    this.#line = undefined;
    line?.destroy();
    this.#settleAll();
  }

  #ended(): void {
    this.#line = undefined;
    const wasOpen = this.#opened === undefined;
    this.#settleAll();
    if (wasOpen) this.onLost();
  }

  #settleAll(): void {
    const lost: Answer = { error: { code: 'lost' } };
    this.#opened?.(lost);
    this.#opened = undefined;
    for (const { settle } of this.#waiting.values()) settle(lost);
  }

  /** Reads one packet of Engine.IO: its kind, then that of Socket.IO, are single digits. */
  #read(text: Buffer): void {
    const kind = text.toString('latin1', 0, 2);
    if (kind === '42') this.#readEvent(text);
    else if (kind === '43') this.#readAnswer(text);
    else if (kind === '2') this.#line?.send('3');
    else if (kind.startsWith('0')) this.#line?.send('40');
    else if (kind === '40') {
      this.socketId = JSON.parse(text.toString('utf8', 2)).sid;
      this.#opened?.({});
      this.#opened = undefined;
    } else if (kind === '44') {
      this.#opened?.({ error: JSON.parse(text.toString('utf8', 2)).data?.error ?? { code: 'refused' } });
      this.#opened = undefined;
      this.drop();
    } else if (kind === '41') this.#line?.destroy();
  }

  #readEvent(text: Buffer): void {
    const bracket = text.indexOf(BRACKET, 2);
    if (bracket > 2) this.#line?.send(`43${text.toString('latin1', 2, bracket)}[]`);
    const event = text.toString('latin1', bracket + 2, text.indexOf(QUOTE, bracket + 2));
    this.#readMarks(text, event);
    this.onEvent(event, text);
  }

  #readAnswer(text: Buffer): void {
    const bracket = text.indexOf(BRACKET, 2);
    this.#readMarks(text);
    const waiting = this.#waiting.get(Number(text.toString('latin1', 2, bracket)));
    waiting?.settle((JSON.parse(text.toString('utf8', bracket)) as Answer[])[0] ?? {});
  }

  #readMarks(text: Buffer, event?: string): void {
    const sign = event === 'alert' && text.includes(ENDED) ? -1 : 1;
    for (let at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at)) {
      at += MARK.length;
      let mark = 0;
      for (let digit = text[at] ?? 0; digit >= ZERO && digit <= NINE; digit = text[++at] ?? 0)
        mark = mark * 10 + digit - ZERO;
      this.onMark(sign * mark, clock(), event);
    }
  }
}
