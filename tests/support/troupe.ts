import { connect, connectLegacyClient, get, type Line, type Modern, post, type Reply } from './clients';
import { eventually } from './eventually';
import type { Quad } from './quad';

export interface Person {
  id: string;
  token: string;
}

/** The users and sessions of a test: created on demand, and closed when the test ends. */
export interface Troupe {
  /** Creates a user with a token; without a name, a new user at each call. */
  person(name?: string): Promise<Person>;
  /** Opens a session of a legacy client. */
  legacyClient(person: Person, url?: string): Promise<Line>;
  /** Opens a session of a modern client; `options` resume an earlier session. */
  modern(
    person: Person,
    options?: Partial<Parameters<typeof connect>[1]> & { url?: string },
  ): Promise<Modern>;
  /** Calls a legacy route as the person; throws unless the answer is 200. */
  call(person: Person, path: string, body?: object): Promise<Reply>;
  /**
   * Closes every session and waits until the node shows none of the users online, so that the next test finds it empty.
   */
  leave(): Promise<void>;
}

let count = 0;

export function createTroupe(quad: () => Quad): Troupe {
  const lines: Line[] = [];
  const present = new Set<string>();
  const stillThere = async (admin: string) => {
    const { status, json } = await get(quad().url, '/API/admin/users/show/online', admin);
    if (status !== 200) throw new Error(`who is online: ${status}`);
    return (json as { id: string }[]).filter(({ id }) => present.has(id));
  };
  return {
    async person(name) {
      count += 1;
      const id = name ?? `ist2${String(count).padStart(6, '0')}`;
      return { id, token: await quad().token(id) };
    },
    async legacyClient(person, url = quad().url) {
      const line = await connectLegacyClient(url, person);
      lines.push(line);
      present.add(person.id);
      return line;
    },
    async modern(person, { url = quad().url, ...options } = {}) {
      const line = await connect(url, { ...person, ...options });
      lines.push(line);
      present.add(person.id);
      return line;
    },
    async call(person, path, body = {}) {
      const reply = await post(quad().url, `/API/${path}`, { ...person, ...body });
      if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.text}`);
      return reply;
    },
    async leave() {
      await Promise.all(lines.splice(0).map((line) => line.close()));
      if (present.size === 0) return;
      const admin = await quad().token('troupe-admin', { admin: true });
      await eventually(
        () => stillThere(admin),
        (people) => people.length === 0,
        60_000,
      );
      present.clear();
    },
  };
}
