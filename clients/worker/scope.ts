/** The parts of a service worker's global scope that the worker uses: the DOM types of TypeScript lack them. */

export interface ExtendableEvent extends Event {
  /** Keeps the worker running until the promise settles. */
  waitUntil(promise: Promise<unknown>): void;
}

export interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  readonly preloadResponse: Promise<Response | undefined>;
  respondWith(response: Promise<Response> | Response): void;
}

export interface PushEvent extends ExtendableEvent {
  readonly data: { json(): unknown; text(): string } | null;
}

export interface NotificationEvent extends ExtendableEvent {
  readonly notification: Notification;
  /** The chosen action; empty when the notification itself was tapped. */
  readonly action: string;
  /** The text of an action that takes one. */
  readonly reply?: string | null;
}

export interface MessageOfPage extends ExtendableEvent {
  readonly data: unknown;
  /** The page. */
  readonly source: Pick<WindowClient, 'id' | 'postMessage'> | null;
}

interface WindowClient {
  readonly id: string;
  readonly url: string;
  readonly visibilityState: DocumentVisibilityState;
  focus(): Promise<WindowClient>;
  navigate(url: string): Promise<WindowClient | null>;
  postMessage(message: unknown): void;
}

interface WorkerEvents {
  install: ExtendableEvent;
  activate: ExtendableEvent;
  fetch: FetchEvent;
  message: MessageOfPage;
  push: PushEvent;
  pushsubscriptionchange: ExtendableEvent;
  notificationclick: NotificationEvent;
  notificationclose: NotificationEvent;
}

export interface WorkerScope {
  readonly registration: ServiceWorkerRegistration;
  readonly location: Pick<Location, 'origin'>;
  readonly clients: {
    matchAll(options?: { type?: 'window'; includeUncontrolled?: boolean }): Promise<readonly WindowClient[]>;
    openWindow(url: string): Promise<WindowClient | null>;
    claim(): Promise<void>;
  };
  skipWaiting(): Promise<void>;
  addEventListener<T extends keyof WorkerEvents>(type: T, listener: (event: WorkerEvents[T]) => void): void;
}

/** The global scope of the worker. */
export const scope = globalThis as unknown as WorkerScope;
