import { ask, type Reply } from './clients';
import { chooseAtDialog } from './fenix';

/** A browser without pages: the requests of a page that signs in and out, and the cookies. */
export interface Visitor {
  cookies: Map<string, string>;
  /** Sends a request without following redirects. */
  visit(path: string | URL, init?: RequestInit): Promise<Reply>;
  /** Posts a form as one of our pages does: with its cookies and its Origin. */
  submit(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Reply>;
  /** Posts JSON as one of our pages does. Throws when it is refused. */
  command(path: string, body: object): Promise<Reply>;
  /** Posts a form with next-auth's own token. */
  submitAuth(path: string, fields?: Record<string, string>): Promise<Reply>;
  /** Starts a sign-in and returns the URL of the dialog; FenixEdu's by default. */
  begin(provider?: 'fenix' | 'oidc'): Promise<string>;
  /** Signs in through the whole dialog; returns the last answer. */
  signIn(username: string): Promise<Reply>;
  /** Signs in by a form of the sign-in page. */
  enter(form: 'local' | 'guest', fields: Record<string, string>): Promise<Reply>;
  /** Posts to /api/auth/signout. */
  signOut(): Promise<Reply>;
  /** Returns a ticket for one socket. */
  ticket(): Promise<string>;
}

export function createVisitor(url: string): Visitor {
  const cookies = new Map<string, string>();
  const visitor: Visitor = {
    cookies,
    async visit(path, init = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const reply = await ask(url, String(path), { ...init, headers: { ...init.headers, cookie } });
      for (const set of reply.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      return reply;
    },
    submit: (path, fields, headers = {}) =>
      visitor.visit(path, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { origin: url, ...headers },
      }),
    async command(path, body) {
      const headers = { origin: url, 'content-type': 'application/json' };
      const reply = await visitor.visit(path, { method: 'POST', body: JSON.stringify(body), headers });
      if (reply.status >= 400) throw new Error(`${path}: ${reply.status} ${reply.text}`);
      return reply;
    },
    async submitAuth(path, fields = {}) {
      const { json } = await visitor.visit('/api/auth/csrf');
      return visitor.submit(path, { ...fields, csrfToken: (json as { csrfToken: string }).csrfToken });
    },
    async begin(provider = 'fenix') {
      const reply = await visitor.submitAuth(`/api/auth/signin/${provider}`, { callbackUrl: `${url}/` });
      const location = reply.headers.get('location');
      if (reply.status !== 302 || !location) throw new Error(`signin: ${reply.status} ${reply.text}`);
      return location;
    },
    async signIn(username) {
      return visitor.visit(await chooseAtDialog(await visitor.begin(), username));
    },
    enter: (form, fields) => visitor.submitAuth(`/api/auth/callback/${form}`, { ...fields, json: 'true' }),
    signOut: () => visitor.submitAuth('/api/auth/signout', { callbackUrl: `${url}/sign-in` }),
    async ticket() {
      const { status, json, text } = await visitor.submit('/api/v1/socket-ticket', {});
      if (status !== 200) throw new Error(`socket-ticket: ${status} ${text}`);
      return (json as { ticket: string }).ticket;
    },
  };
  return visitor;
}
