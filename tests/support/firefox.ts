import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import WebSocket from 'ws';
import type { FirefoxPushService } from './firefox-push-service';

/** A Firefox of the machine, in a process of its own and with a new profile. */
interface Firefox {
  newPage(): Promise<FirefoxPage>;
  close(): Promise<void>;
}

export interface FirefoxPage {
  /** Opens a URL; resolves when the page is loaded. */
  goto(url: string): Promise<void>;
  /** Runs a function in the page, which uses nothing around it, and returns its result, which must be JSON. */
  evaluate<R>(work: () => R | Promise<R>): Promise<R>;
  /** Waits for a button whose text contains this, and clicks it as a user does. */
  click(text: string): Promise<void>;
  /** Waits until the page shows a text. */
  shows(text: string): Promise<void>;
  close(): Promise<void>;
}

/** A notification that Firefox displays. */
export interface Displayed {
  title: string;
  body: string;
  /** The conversation. */
  tag: string;
  seq: number;
}

const EXECUTABLES = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];
const START_MS = 120_000;
const WAIT_MS = 60_000;
const LOOK_MS = 100;

/**
 * Starts a Firefox that uses this push service and displays notifications. It is driven by WebDriver BiDi, which is part
 * of it: Playwright drives only a changed Firefox, or a newer one than Debian's.
 */
export async function startFirefox({
  preferences,
}: Pick<FirefoxPushService, 'preferences'>): Promise<Firefox> {
  const profile = await mkdtemp(path.join(tmpdir(), 'quad-firefox-'));
  const all = {
    ...preferences,
    // The user allows notifications, which Firefox displays itself: without a desktop nothing else would.
    'permissions.default.desktop-notification': 1,
    'alerts.useSystemBackend': false,
    'intl.accept_languages': 'en-GB',
  };
  const lines = Object.entries(all).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`);
  await writeFile(path.join(profile, 'user.js'), lines.join('\n'));
  const executable = process.env.FIREFOX_PATH ?? EXECUTABLES.find((file) => existsSync(file)) ?? 'firefox';
  const args = ['--headless', '--no-remote', '--remote-debugging-port=0', '--profile', profile];
  const child = spawn(executable, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const driver = await connect(await urlOf(child));
  await driver.send('session.new', { capabilities: {} });
  return {
    newPage: async () => {
      const { context } = (await driver.send('browsingContext.create', { type: 'tab' })) as {
        context: string;
      };
      return pageOf(driver, context);
    },
    async close() {
      process.off('exit', kill);
      const exited = once(child, 'exit');
      await driver.send('browser.close', {});
      await exited;
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** Returns the URL at which Firefox waits for its driver. */
async function urlOf({ stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const late = setTimeout(() => reject(new Error(`Firefox did not start:\n${output}`)), START_MS);
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-10_000);
      const [, url] = /WebDriver BiDi listening on (ws:\S+)/.exec(output) ?? [];
      if (!url) return;
      clearTimeout(late);
      resolve(`${url}/session`);
    });
  });
}

interface Driver {
  /** Sends a command and returns its result. Rejects with Firefox's message when it failed. */
  send(method: string, params: object): Promise<unknown>;
}

async function connect(url: string): Promise<Driver> {
  const socket = new WebSocket(url);
  await once(socket, 'open');
  const waiting = new Map<number, (answer: { result?: unknown; message?: string }) => void>();
  let ids = 0;
  socket.on('message', (data) => {
    const { id, ...answer } = JSON.parse(String(data)) as { id: number; result?: unknown; message?: string };
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  return {
    send: (method, params) =>
      new Promise((resolve, reject) => {
        const id = ++ids;
        waiting.set(id, ({ result, message }) =>
          result === undefined ? reject(new Error(`${method}: ${message}`)) : resolve(result),
        );
        socket.send(JSON.stringify({ id, method, params }));
      }),
  };
}

function pageOf(driver: Driver, context: string): FirefoxPage {
  /** Evaluates an expression, or the promise that it is. */
  async function evaluate(expression: string): Promise<unknown> {
    const evaluated = (await driver.send('script.evaluate', {
      expression: `(async () => JSON.stringify(await ${expression}))()`,
      target: { context },
      awaitPromise: true,
      userActivation: true,
    })) as { result?: { value?: string }; exceptionDetails?: { text: string } };
    if (evaluated.exceptionDetails) throw new Error(evaluated.exceptionDetails.text);
    return JSON.parse(evaluated.result?.value ?? 'null');
  }

  /** Evaluates an expression until it is true. */
  async function until(expression: string): Promise<void> {
    for (const end = Date.now() + WAIT_MS; !(await evaluate(expression)); ) {
      if (Date.now() > end) throw new Error(`${expression} did not become true:\n${await evaluate(TEXT)}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  return {
    async goto(url) {
      const navigate = () => driver.send('browsingContext.navigate', { context, url, wait: 'complete' });
      // A page that navigates by itself at the same time ends it.
      await navigate().catch(navigate);
    },
    evaluate: async <R>(work: () => R | Promise<R>) => (await evaluate(`(${work})()`)) as R,
    async click(text) {
      const button = `[...document.querySelectorAll('button')].find((each) => !each.disabled && each.innerText.includes(${JSON.stringify(text)}))`;
      await until(`((button) => button && (button.click(), true))(${button})`);
    },
    shows: (text) => until(`${TEXT}.includes(${JSON.stringify(text)})`),
    async close() {
      await driver.send('browsingContext.close', { context });
    },
  };
}

const TEXT = 'document.body.innerText';

/**
 * Returns the notifications that Firefox displays for the origin of a page. Runs in the page. Without a desktop each is
 * displayed for 20 s.
 */
export async function displayed(): Promise<Displayed[]> {
  const registration = await navigator.serviceWorker.getRegistration('/');
  const notifications = (await registration?.getNotifications()) ?? [];
  return notifications.map(({ title, body, tag, data: { seq } }) => ({ title, body, tag, seq }));
}
