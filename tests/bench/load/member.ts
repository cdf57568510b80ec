import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type Hello, type Person, type Place, Session } from './session';

/** Milliseconds that a client waits before it connects again after a refusal that names no time. */
const BACKOFF = { first: 500, most: 8_000 };

interface WireLog {
  entries: { conversation: { id: string }; seq: number }[];
  conversations: { id: string; head: number }[];
  complete: boolean;
}

/** A client of this protocol, a legacy client, or one of a bare Socket.IO server. */
export type ClientKind = 'modern' | 'legacy' | 'bare';

/** How often clients were refused, by error code. */
export type Refusals = Record<string, number>;

/** A user of a load process: one session at a time, which it resumes with its cursors after a loss. */
export class Member {
  readonly session: Session;
  /** The id of Quad's session, and the last seq that the member has of each conversation. */
  resumes: { session?: string; cursors: Record<string, number> } = { cursors: {} };
  #keepsLog = false;
  #syncing = false;

  constructor(person: Person, place: Place) {
    this.session = new Session(person, place);
    this.session.onEvent = (event, text) => {
      if (this.#keepsLog) void this.#follow(event, text);
    };
  }

  /**
   * Connects and begins a session, like a client that tries again until it succeeds. Adds each refusal to `refusals` and
   * returns their number. With `keepsLog` it follows the log, and resumes its session the next time; otherwise each call
   * begins a new session.
   */
  async connect(
    { client, keepsLog = false }: { client: ClientKind; keepsLog?: boolean },
    refusals: Refusals,
  ): Promise<number> {
    this.#keepsLog = keepsLog;
    this.session.drop();
    for (let tries = 0; ; tries++) {
      const answer = await this.#try(client === 'modern' ? { version: 1 } : {});
      if (!answer.error) {
        if (keepsLog) await this.#begun(answer);
        return tries;
      }
      const { code, retryAfter } = answer.error;
      refusals[code] = (refusals[code] ?? 0) + 1;
      this.session.drop();
      const backoff = Math.min(BACKOFF.most, BACKOFF.first * 2 ** tries) * (0.5 + Math.random() / 2);
      await delay(retryAfter === undefined ? backoff : retryAfter * 1000);
    }
  }

  async #try(hello: Hello): Promise<Answer> {
    const opened = await this.session.open();
    if (opened.error) return opened;
    const resumes = this.#keepsLog && this.resumes.session ? this.resumes : {};
    return this.session.begin({ ...hello, ...resumes });
  }

  async #begun(snapshot: Answer): Promise<void> {
    this.resumes.session = snapshot.session as string;
    const log = snapshot.log as WireLog;
    this.#read(log);
    if (!log.complete) await this.#sync();
  }

  #read({ entries, conversations, complete }: WireLog): void {
    const { cursors } = this.resumes;
    for (const { conversation, seq } of entries)
      cursors[conversation.id] = Math.max(seq, cursors[conversation.id] ?? 0);
    if (complete) for (const { id, head } of conversations) cursors[id] = Math.max(head, cursors[id] ?? 0);
  }

  async #follow(event: string, text: Buffer): Promise<void> {
    if (event === 'resync') return this.#sync();
    if (event !== 'new_message' && event !== 'heads') return;
    const args = JSON.parse(text.toString('utf8', text.indexOf('[')));
    const { cursors } = this.resumes;
    if (event === 'heads') {
      const heads = Object.entries(args[1] as Record<string, number>);
      if (heads.some(([id, seq]) => seq > (cursors[id] ?? 0))) await this.#sync();
      return;
    }
    for (const { conversation, seq } of args[2] as WireLog['entries']) {
      const cursor = cursors[conversation.id];
      if (cursor !== undefined && seq > cursor + 1) return this.#sync();
      cursors[conversation.id] = Math.max(seq, cursor ?? 0);
    }
  }

  async #sync(): Promise<void> {
    if (this.#syncing) return;
    this.#syncing = true;
    for (let complete = false; !complete; ) {
      const answer = await this.session.emit('sync', { cursors: this.resumes.cursors });
      if (answer.error) break;
      const log = answer as unknown as WireLog;
      this.#read(log);
      complete = log.complete;
    }
    this.#syncing = false;
  }
}
