import {
  connect,
  connectLegacyClient,
  get,
  type Modern,
  post,
  type Reply,
  type TestConnection,
} from './clients';
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
  legacyClient(person: Person, url?: string): Promise<TestConnection>;
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
  const connections: TestConnection[] = [];
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
      const connection = await connectLegacyClient(url, person);
      connections.push(connection);
      present.add(person.id);
      return connection;
    },
    async modern(person, { url = quad().url, ...options } = {}) {
      const connection = await connect(url, { ...person, ...options });
      connections.push(connection);
      present.add(person.id);
      return connection;
    },
    async call(person, path, body = {}) {
      const reply = await post(quad().url, `/API/${path}`, { ...person, ...body });
      if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.text}`);
      return reply;
    },
    async leave() {
      await Promise.all(connections.splice(0).map((connection) => connection.close()));
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
