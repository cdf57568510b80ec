import { row } from '../screen/frame';
import type { StoredSession } from '../session-file';
import {
  type DeviceCode,
  listWays,
  register,
  type SignInWay,
  signInByDevice,
  signInByToken,
  signInGuest,
  signInLocal,
} from '../sign-in';
import { cleanLine } from '../text/clean';
import type { Style } from '../text/style';
import { cut, wrap } from '../text/width';
import { createForm } from './form';
import { createMenu, type MenuItem } from './menu';
import type { View } from './view';

const LOGO = [
  '  ___                 _ ',
  ' / _ \\ _  _ __ _ __| |',
  '| (_) | || / _` / _` |',
  ' \\__\\_\\\\_,_\\__,_\\__,_|',
];

export interface WelcomeOptions {
  server: string;
  style: Style;
  go: (view: View) => void;
  signedIn: (session: StoredSession) => Promise<void>;
  quit: () => void;
  changed: () => void;
}

/** Shows the ways of signing in that the server offers, once it has said them. */
export function createWelcome(options: WelcomeOptions): View {
  const { server, style, go, signedIn, quit, changed } = options;
  const heading = (text: string) => [...LOGO.map(style.accent), '', text, ''];
  let menu = createMenu({ heading: heading(`Asking ${server} …`), items: [], back: quit, style });
  const home = () => go(createWelcome(options));

  function form(
    title: string,
    fields: readonly [name: string, label: string][],
    submit: (values: Record<string, string>) => Promise<void>,
  ) {
    go(
      createForm({
        title,
        fields: fields.map(([name, label]) => ({
          name,
          label,
          hidden: name === 'password' || name === 'token',
        })),
        submit,
        back: home,
        style,
        changed,
      }),
    );
  }

  const login = () =>
    form(
      'Login',
      [
        ['username', 'Username'],
        ['password', 'Password'],
      ],
      async ({ username = '', password = '' }) => signedIn(await signInLocal(server, username, password)),
    );
  const ITEMS: Record<SignInWay, MenuItem[]> = {
    local: [
      { label: 'Login', run: login },
      {
        label: 'Register',
        run: () =>
          form(
            'Register',
            [
              ['username', 'Username'],
              ['name', 'Name'],
              ['email', 'E-mail'],
              ['password', 'Password'],
            ],
            async ({ username = '', name = '', email = '', password = '' }) => {
              await register(server, { username, name, email, password });
              await signedIn(await signInLocal(server, username, password));
            },
          ),
      },
    ],
    guest: [
      {
        label: 'Enter as a guest, for a day',
        run: () =>
          form('Guest', [['name', 'Name']], async ({ name = '' }) =>
            signedIn(await signInGuest(server, name)),
          ),
      },
    ],
    device: [{ label: 'Sign in with the browser', run: () => go(createDevice({ ...options, back: home })) }],
    token: [
      {
        label: 'Use an API token',
        run: () =>
          form('API token, from the page of your profile', [['token', 'Token']], async ({ token = '' }) =>
            signedIn(await signInByToken(server, token)),
          ),
      },
    ],
  };

  listWays(server).then(
    (ways) => {
      const items = [...ways.flatMap((way) => ITEMS[way]), { label: 'Quit', run: quit }];
      menu = createMenu({ heading: heading(server), items, back: quit, style });
      changed();
    },
    (error: Error) => {
      const items = [
        { label: 'Try again', run: home },
        { label: 'Quit', run: quit },
      ];
      menu = createMenu({ heading: heading(cleanLine(error.message)), items, back: quit, style });
      changed();
    },
  );
  return { draw: (size) => menu.draw(size), take: (input) => menu.take(input) };
}

/** Shows a code that the user confirms in a browser. */
function createDevice(options: WelcomeOptions & { back: () => void }): View {
  const { server, style, back, signedIn, changed } = options;
  const stop = new AbortController();
  let device: DeviceCode | null = null;
  let problem = '';

  async function start() {
    try {
      device = await signInByDevice(server, stop.signal);
      changed();
      await signedIn(await device.confirmed);
    } catch (error) {
      if (!stop.signal.aborted) problem = cleanLine(error instanceof Error ? error.message : String(error));
      changed();
    }
  }

  void start();
  return {
    draw({ columns, rows }) {
      const lines = problem
        ? wrap(problem, columns).map(style.warn)
        : device
          ? [
              style.bold(cut('Sign in with the browser', columns)),
              '',
              ...wrap('Open this page in a browser on any device:', columns),
              // Not cut: the user copies it.
              ...wrap(cleanLine(device.fullUrl), columns),
              '',
              ...wrap(`and confirm the code ${cleanLine(device.code)}`, columns).map(style.bold),
            ]
          : ['Please wait …'];
      return {
        rows: [...lines.slice(0, rows - 1), style.dim(cut('Esc: back', columns))].map(row),
        caret: null,
      };
    },
    take(input) {
      if (input.kind !== 'key' || (input.key !== 'escape' && input.key !== 'ctrl-c')) return;
      stop.abort();
      back();
    },
  };
}
