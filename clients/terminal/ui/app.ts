import { alertsAt, receiveOwn } from '@/clients/state/alert-lists';
import type { AlertLanguage } from '@/protocol/alert-kinds';
import type { WireOwnAlert } from '@/protocol/alerts';
import { type Client, startClient } from '../client';
import { type Credential, createCredential } from '../credential';
import { listBuildings } from '../places';
import { openScreen, type Screen, type ScreenInput, type ScreenOutput } from '../screen/screen';
import { deleteSession, type StoredSession, writeSession } from '../session-file';
import { signOut } from '../sign-in';
import type { Style } from '../text/style';
import { alertLine, createAlert, serverTime, unseenAlert } from './alert';
import { type BoxKind, createBox } from './box';
import { createChat } from './chat';
import { createMenu } from './menu';
import { declareBuilding } from './slash-commands';
import type { View } from './view';
import { createWelcome } from './welcome';

export interface AppOptions {
  server: string;
  /** The session of the file, or null: the app begins with the ways of signing in. */
  session: StoredSession | null;
  /** The session file. */
  file: string;
  /** The building to choose once connected. */
  building?: string | undefined;
  input: ScreenInput;
  output: ScreenOutput;
  style: Style;
  /** The language of alerts that is shown first. */
  language: AlertLanguage;
}

/** Milliseconds between two drawings of the clocks. */
const CLOCK_MS = 1_000;

/** Runs the screens until the person quits. Resolves once everything is stored and the terminal is as it was. */
export async function runApp(options: AppOptions): Promise<void> {
  const { server, file, style, language } = options;
  let client: Client | null = null;
  let screen: Screen | null = null;
  let main: View;
  let chat: ReturnType<typeof createChat> | null = null;
  /** What covers the main view: boxes and menus, the last one on top. */
  let over: View[] = [];
  let alert: (View & { id: string }) | null = null;
  let stopWatching = () => {};
  const changed = () => screen?.refresh();
  let quit = () => {};
  const ended = new Promise<void>((resolve) => {
    quit = resolve;
  });

  function show(kind: BoxKind, text: string) {
    cover(createBox({ kind, text, close: uncover, style }));
  }
  function cover(view: View) {
    over = [...over, view];
    changed();
  }
  function uncover() {
    over = over.slice(0, -1);
    changed();
  }
  function go(view: View) {
    main = view;
    changed();
  }

  function welcome(): View {
    return createWelcome({
      server,
      style,
      go,
      quit,
      changed,
      async signedIn(session) {
        await writeSession(file, session);
        begin(session);
      },
    });
  }

  function begin(session: StoredSession) {
    const credential = createCredential(session, file);
    const started = startClient(credential, file);
    client = started;
    let building = options.building;
    chat = createChat({
      client: started,
      style,
      show,
      chooseBuilding: () => void chooseBuilding(started),
      alerts: openAlerts,
      alertLine: (width) => alertLine(started.store.get(), { style, language, width, now: Date.now() }),
      signOut: () => void leave(credential),
      quit,
      changed,
    });
    let isReady = false;
    stopWatching = started.store.subscribe(() => {
      const wasReady = isReady;
      isReady = started.store.get().link.state === 'ready';
      if (isReady && !wasReady) readAlerts(started);
      chat?.settle();
      showAlert(started);
      if (building !== undefined && isReady) {
        const wanted = building;
        building = undefined;
        declareBuilding(started, wanted).catch((error: Error) => show('Warning', error.message));
      }
      screen?.refresh({ soon: alert !== null });
    });
    go(chat);
  }

  /** Reads what the user answered elsewhere; the alerts themselves are sent to each new session. */
  function readAlerts({ call, store }: Client) {
    call('/api/v1/alerts').then(
      (own) => {
        const { alerts, clock } = store.get();
        const next = receiveOwn(alerts, own as WireOwnAlert[], Date.now() + clock);
        store.dispatch({ type: 'alerts', alerts: next });
      },
      // A token without the right, or an older server.
      () => {},
    );
  }

  /** Shows an alert that arrived over everything, with the bell for a live one. */
  function showAlert(started: Client) {
    const unseen = unseenAlert(started.store.get(), Date.now());
    if (!unseen) return;
    if (alert?.id !== unseen.alert.id) openAlert(started, unseen.alert.id);
    if (unseen.shown >= unseen.alert.revision) return;
    const { id, revision, kind } = unseen.alert;
    if (kind === 'live') screen?.bell();
    // The connection tells the officers that it was shown.
    started.store.dispatch({ type: 'alert noted', id, note: { shown: revision } });
  }

  function openAlert(started: Client, id: string) {
    alert = createAlert({
      client: started,
      id,
      style,
      language,
      close() {
        alert = null;
        // The next one, if there is another.
        showAlert(started);
        changed();
      },
      problem: (text) => show('Error', text),
    });
    changed();
  }

  /** Lists the alerts of the last day. */
  function openAlerts() {
    const started = client;
    if (!started) return;
    const state = started.store.get();
    const known = Object.values(alertsAt(state.alerts, serverTime(state, Date.now())));
    const [only] = known;
    if (!only) return show('Information', 'There are no alerts.');
    if (known.length === 1) return openAlert(started, only.alert.id);
    cover(
      createMenu({
        heading: [style.bold('Alerts of the last day'), ''],
        items: known.map(({ alert: { id, texts, active } }) => ({
          label: `${active ? '! ' : '  '}${texts[language].headline}`,
          run() {
            uncover();
            openAlert(started, id);
          },
        })),
        back: uncover,
        style,
      }),
    );
  }

  async function chooseBuilding(started: Client) {
    try {
      const buildings = await listBuildings(started);
      const choose = (wanted: string) => () => {
        uncover();
        declareBuilding(started, wanted).catch((error: Error) => show('Warning', error.message));
      };
      cover(
        createMenu({
          heading: [style.bold('Where are you? Type to search.'), ''],
          items: [
            { label: 'Withdraw the choice', run: choose('off') },
            ...buildings.map(({ id, name }) => ({ label: name, run: choose(id) })),
          ],
          back: uncover,
          style,
        }),
      );
    } catch (error) {
      show('Error', (error as Error).message);
    }
  }

  async function leave(credential: Credential) {
    const started = client;
    client = null;
    chat = null;
    stopWatching();
    // Another user may sign in with the same file.
    await started?.stop({ forget: true });
    try {
      await signOut(credential.session);
    } catch (error) {
      show('Warning', `The server did not confirm the sign-out: ${(error as Error).message}`);
    }
    await deleteSession(file);
    go(welcome());
  }

  main = welcomeUnless(options.session);
  function welcomeUnless(session: StoredSession | null): View {
    if (!session) return welcome();
    begin(session);
    return main;
  }

  const opened = openScreen({
    input: options.input,
    output: options.output,
    draw: (size) => (alert ?? over.at(-1) ?? main).draw(size),
    take(input) {
      if (input.kind === 'key' && input.key === 'ctrl-l') return opened.redraw();
      (alert ?? over.at(-1) ?? main).take(input);
    },
  });
  screen = opened;
  const clock = setInterval(() => {
    // A larger window shows more.
    chat?.settle();
    opened.refresh();
  }, CLOCK_MS);
  try {
    await ended;
  } finally {
    clearInterval(clock);
    stopWatching();
    opened.close();
    await (client as Client | null)?.stop();
  }
}
