import type { AnswersWanted, PushMessage, PushPayload, UnsentAnswer, WorkerMessage } from '@/protocol/push';
import { isNewer } from '../state/alerts';
import type { ExtendableEvent, MessageOfPage, NotificationEvent, PushEvent, WorkerScope } from './scope';
import { type ShownAlerts, shownKey, storedShownAlerts } from './shown-alerts';

/** What a notification keeps for the taps on it. */
interface Shown {
  /** The user whom it was shown to. */
  user: string;
  conversation: string | null;
  seq: number;
  /** The URL that a tap opens. */
  url: string;
}

/** Members of notifications that the DOM types of TypeScript lack. */
type Options = NotificationOptions & {
  renotify?: boolean;
  actions?: { action: string; title: string; type?: 'button' | 'text' }[];
};

type ShownNotification = NonNullable<PushPayload['notification']>;
type AlertMessage = Extract<PushMessage, { kind: 'alert' }>;

const ICON = '/icons/icon-192.png';

/** Listens to push messages and to taps on notifications. Called once, while the worker's script runs. */
export function listenToPushes(scope: WorkerScope, shownAlerts: ShownAlerts = storedShownAlerts()): void {
  /** The seqs up to which conversations were read elsewhere, while the worker runs: an older message may come later. */
  const read = new Map<string, number>();

  /** Answers that could not be sent, until a page takes them. */
  let unsent: UnsentAnswer[] = [];

  /** The URLs that pages were told to show, by the ids of the pages, until they have: a page that loads hears nothing. */
  const untaken = new Map<string, string>();

  /** The end of what is done about the push messages so far. */
  let received: Promise<void> = Promise.resolve();

  /** One after another, because each is compared with what the one before shows. */
  function receive(event: PushEvent): Promise<void> {
    const handled = received.then(() => handle(event));
    received = handled.then(
      () => {},
      () => {},
    );
    // The next message does not wait for the request.
    return handled.then((alert) => (alert ? sendReceipt(alert) : undefined));
  }

  /** Shows what a push message says. Returns the alert that it showed, if any. */
  async function handle({ data }: PushEvent): Promise<AlertMessage | null> {
    if (!data) return null;
    const { quad, notification } = data.json() as PushPayload;
    if (quad.kind === 'alert') return notification && (await showAlert(quad, notification)) ? quad : null;
    if (quad.kind === 'read')
      read.set(quad.conversation, Math.max(quad.seq, read.get(quad.conversation) ?? 0));
    const isLate = notification && !(await show(quad, notification));
    if (quad.kind === 'read') await remove(quad.conversation, quad.seq);
    // The number of a late message was counted before that of what is shown.
    if ('unread' in quad && quad.unread !== undefined && !isLate) await setBadge(quad.unread);
    return null;
  }

  /** Shows a revision of an alert. Returns false for one that is not newer than what this browser has shown [H4]. */
  async function showAlert(quad: AlertMessage, notification: ShownNotification): Promise<boolean> {
    const { user, alert, revision, active, alertKind: kind } = quad;
    const key = shownKey(user, alert);
    const version = { kind, revision, active };
    if (!isNewer(version, await shownAlerts.read(key))) return false;
    await showNotification(notification, { user, conversation: null, seq: revision });
    await shownAlerts.write(key, version);
    return true;
  }

  /** Tells the server that this device shows a revision, unless another user has signed in since. */
  async function sendReceipt({ user, alert, revision }: AlertMessage): Promise<void> {
    if ((await signedIn()) !== user) return;
    await post('/api/v1/alert-receipts', { receipts: [{ alert, revision, state: 'displayed' }] });
  }

  /** Shows a notification. Returns false for a message that is older than what is shown or was read. */
  async function show(quad: PushMessage, notification: ShownNotification): Promise<boolean> {
    const { user, conversation, seq } =
      quad.kind === 'message' ? quad : { user: '', conversation: null, seq: 0 };
    const { tag } = notification;
    const shown = (await shownOf(tag)).map(dataOf);
    const newest = Math.max(read.get(tag) ?? 0, ...shown.map((each) => each.seq));
    // A test has no order, nor has what a later build sends.
    if (seq > 0 && newest >= seq) return false;
    await showNotification(notification, { user, conversation, seq });
    return true;
  }

  async function showNotification(
    { title, body, lang, dir, navigate, tag, actions = [] }: ShownNotification,
    data: Omit<Shown, 'url'>,
  ): Promise<void> {
    const options: Options = {
      body,
      lang,
      dir,
      tag,
      renotify: true,
      icon: ICON,
      data: { ...data, url: navigate } satisfies Shown,
      actions: actions.map(({ action, title }) => ({
        action,
        title,
        type: action === 'answer' ? 'text' : 'button',
      })),
    };
    await scope.registration.showNotification(title, options);
  }

  /** Removes the notification of a conversation, unless it is of a later message. */
  async function remove(conversation: string, seq: number): Promise<void> {
    for (const each of await shownOf(conversation)) if (dataOf(each).seq <= seq) each.close();
  }

  const shownOf = (tag: string) => scope.registration.getNotifications({ tag });

  async function tap({ notification, action, reply }: NotificationEvent): Promise<void> {
    const { user, conversation, seq, url } = dataOf(notification);
    notification.close();
    // Chromium on Linux does not say which action a text belongs to.
    const chosen = reply?.trim() ? 'answer' : action;
    const done = conversation !== null && (await act(chosen, { user, conversation, seq, reply }));
    // An answer without a text field, and whatever failed, goes on in the page.
    if (!done) await open(url);
  }

  /** Does what an action says. Returns false when the page must be opened for it. */
  async function act(
    action: string,
    {
      user,
      conversation,
      seq,
      reply,
    }: Omit<Shown, 'url'> & { conversation: string } & Pick<NotificationEvent, 'reply'>,
  ): Promise<boolean> {
    if (action === '') return false;
    const now = await signedIn();
    // Another user has signed in since it was shown.
    if (now !== null && now !== user) return false;
    const send = async (url: string, body: object) => now !== null && post(url, body);
    if (action === 'read') return send('/api/v1/notifications/read', { conversation, seq });
    if (action === 'mute')
      return send(`/api/v1/notifications/conversations/${conversation}`, { muteMinutes: 60 });
    if (action !== 'answer' || !reply?.trim()) return false;
    const answer = { text: reply, clientId: crypto.randomUUID() };
    const sent = await send('/api/v1/messages', { to: { to: 'conversation', id: conversation }, ...answer });
    if (!sent) unsent.push({ user, conversation, ...answer });
    return sent;
  }

  /** Returns the unsent answers of a user, and keeps those of others. */
  function takeUnsent(userId: string): UnsentAnswer[] {
    const taken = unsent.filter(({ user }) => user === userId);
    unsent = unsent.filter(({ user }) => user !== userId);
    return taken;
  }

  /** Shows a URL in an open main page, without a load, or in a new page; any other page is left as it is. */
  async function open(url: string): Promise<void> {
    const windows = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
    const main = windows.filter((each) => new URL(each.url).pathname === '/');
    const page = main.find(({ visibilityState }) => visibilityState === 'visible') ?? main[0];
    // A tap allows either: after a focus no page could be opened.
    if (!page) return void (await scope.clients.openWindow(url));
    untaken.set(page.id, url);
    page.postMessage({ open: url } satisfies WorkerMessage);
    await page.focus().catch(() => {});
  }

  /** The push service ended the subscription, or is about to: subscribes again. */
  async function resubscribe(): Promise<void> {
    const answer = await fetch('/api/v1/notifications');
    const { key } = (await answer.json()) as { key?: string | null };
    if (!key) return;
    const subscription = await scope.registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: key,
    });
    const { endpoint, keys } = subscription.toJSON();
    await post('/api/v1/notifications/subscribe', { endpoint, keys });
  }

  const wait =
    <E extends ExtendableEvent>(work: (event: E) => Promise<unknown>) =>
    (event: E) =>
      event.waitUntil(work(event));
  scope.addEventListener('push', wait(receive));
  scope.addEventListener('notificationclick', wait(tap));
  scope.addEventListener('pushsubscriptionchange', wait(resubscribe));
  // The main page asks at its start and when it opens a URL; what another user wrote is kept for that user.
  scope.addEventListener('message', ({ data, source }: MessageOfPage) => {
    const { answersOf, opened } = (data ?? {}) as Partial<AnswersWanted>;
    if (answersOf === undefined || !source) return;
    const open = untaken.get(source.id);
    untaken.delete(source.id);
    const isOpened = open === undefined || open === opened;
    const message: WorkerMessage = { answers: takeUnsent(answersOf), ...(!isOpened && { open }) };
    source.postMessage(message);
  });
}

const dataOf = (notification: Notification) => notification.data as Shown;

async function setBadge(unread: number): Promise<void> {
  // Not every browser has badges.
  await (unread > 0 ? navigator.setAppBadge?.(unread) : navigator.clearAppBadge?.())?.catch(() => {});
}

/** Returns the id of the user who is signed in; null when it cannot be known now. */
async function signedIn(): Promise<string | null> {
  try {
    const { id } = (await (await fetch('/api/v1/me')).json()) as { id?: string };
    return id ?? null;
  } catch {
    return null;
  }
}

/** Sends a POST as the user who is signed in. Returns whether it succeeded. */
async function post(url: string, body: object): Promise<boolean> {
  try {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).ok;
  } catch {
    return false;
  }
}
