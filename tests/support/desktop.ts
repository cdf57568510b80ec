import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Call, parseMessage, TYPES, type Value, writeMessage } from './d-bus';

/** A notification that the desktop displays. */
export interface DesktopNotification {
  id: number;
  title: string;
  body: string;
  /** What can be done with it: labels by key. */
  actions: Map<string, string>;
}

/** A desktop that displays the notifications of a browser and does with them what a user does. */
export interface Desktop {
  /** The environment of a program on this desktop. */
  env: { DBUS_SESSION_BUS_ADDRESS: string };
  /** Returns what is displayed. */
  displayed(): DesktopNotification[];
  /** Taps a notification, or the action with this label; `reply` is what the user writes. */
  tap(notification: DesktopNotification, label?: string, reply?: string): void;
  close(): Promise<void>;
}

const NOTIFICATIONS = 'org.freedesktop.Notifications';
const BUS = 'org.freedesktop.DBus';
const REPLY = 'inline-reply';
const NO_SUCH_NAME = `${BUS}.Error.NameHasNoOwner`;

/** Starts a session bus (D-Bus) with nothing on it but a server of notifications. */
export async function startDesktop(): Promise<Desktop> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quad-desktop-'));
  const file = path.join(folder, 'bus');
  const sockets = new Set<Socket>();
  const notifications = new Map<number, DesktopNotification>();
  let ids = 0;
  let serials = 0;
  let names = 0;

  /** Returns the answer to a call, its types and its values; null when there is no such thing on this bus. */
  function answerTo({ destination, member, body }: Call): [types: string, ...values: Value[]] | null {
    if (destination === BUS) {
      switch (member) {
        case 'Hello':
          return ['s', `:1.${++names}`];
        case 'GetNameOwner':
          return body.text() === NOTIFICATIONS ? ['s', ':1.0'] : null;
        case 'NameHasOwner':
          return ['b', body.text() === NOTIFICATIONS];
        case 'ListNames':
        case 'ListActivatableNames':
          return ['as', [BUS, NOTIFICATIONS]];
        case 'StartServiceByName':
          return body.text() === NOTIFICATIONS ? ['u', 2] : null;
        case 'AddMatch':
        case 'RemoveMatch':
          return [''];
        default:
          return null;
      }
    }
    if (destination !== NOTIFICATIONS && destination !== ':1.0') return null;
    switch (member) {
      case 'GetServerInformation':
        return ['ssss', 'Desktop', 'Quad', '1', '1.2'];
      case 'GetCapabilities':
        return ['as', ['actions', 'body', 'persistence', REPLY]];
      case 'Notify':
        return ['u', display(body)];
      case 'CloseNotification':
        end(body.number());
        return [''];
      default:
        return null;
    }
  }

  function display(body: Call['body']): number {
    body.text(); // the program
    const id = body.number() || ++ids;
    body.text(); // the icon
    const [title, text, list] = [body.text(), body.text(), body.texts()];
    const actions = new Map<string, string>();
    for (let n = 0; n + 1 < list.length; n += 2) actions.set(list[n] as string, list[n + 1] as string);
    notifications.set(id, { id, title, body: text, actions });
    return id;
  }

  function end(id: number): void {
    if (notifications.delete(id)) signal('NotificationClosed', 'uu', [id, 3]);
  }

  function signal(member: string, signature: string, values: Value[]): void {
    const header = { path: '/org/freedesktop/Notifications', interface: NOTIFICATIONS, member };
    const message = writeMessage(TYPES.signal, ++serials, { ...header, sender: ':1.0', signature }, values);
    for (const socket of sockets) socket.write(message);
  }

  function answer(socket: Socket, call: Call): void {
    const header = { replyTo: call.serial, sender: call.destination === BUS ? BUS : ':1.0' };
    const found = answerTo(call);
    if (!found) {
      socket.write(writeMessage(TYPES.error, ++serials, { ...header, error: NO_SUCH_NAME }));
      return;
    }
    const [signature, ...values] = found;
    socket.write(writeMessage(TYPES.answer, ++serials, { ...header, signature }, values));
  }

  const server = createServer((socket) => {
    let authenticated = false;
    let stream = Buffer.alloc(0);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    socket.on('data', (part: Buffer) => {
      stream = Buffer.concat([stream, part]);
      while (!authenticated) {
        const at = stream.indexOf('\r\n');
        if (at < 0) return;
        // The first line follows a zero byte.
        const line = stream.toString('latin1', 0, at).replace('\0', '');
        stream = stream.subarray(at + 2);
        if (line === 'BEGIN') authenticated = true;
        else if (/^AUTH EXTERNAL \w/.test(line)) socket.write(`OK ${randomBytes(16).toString('hex')}\r\n`);
        else if (line === 'NEGOTIATE_UNIX_FD') socket.write('ERROR\r\n');
        else socket.write('REJECTED EXTERNAL\r\n');
      }
      for (let next = parseMessage(stream); next; next = parseMessage(stream)) {
        stream = Buffer.from(next.rest);
        if (next.type === TYPES.call) answer(socket, next.call);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(file, resolve));

  return {
    env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${file}` },
    displayed: () => [...notifications.values()],
    tap({ id, actions }, label, reply) {
      const [key] = label ? ([...actions].find(([, each]) => each === label) ?? []) : ['default'];
      if (key === undefined) throw new Error(`no action ${label} but ${[...actions.values()]}`);
      if (key === REPLY) signal('NotificationReplied', 'us', [id, reply ?? '']);
      else signal('ActionInvoked', 'us', [id, key]);
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}
