import { Command, InvalidArgumentError, Option } from 'commander';
import { serverUrl, untilInterrupted } from '@/clients/bot/command-line';
import { type Client, startClient } from './client';
import { alerts, search, send, tail, who } from './commands/commands';
import { EXIT, EXIT_HELP, exitCodeOf, NotSignedIn, UsageError } from './commands/exit';
import { createOutput, type Output } from './commands/output';
import { createCredential } from './credential';
import {
  deleteSession,
  readSession,
  SessionFileError,
  type StoredSession,
  sessionPath,
  stateFolder,
  whileHolding,
  writeSession,
} from './session-file';
import { signInByDevice, signInByToken, signInGuest, signInLocal, signOut } from './sign-in';
import { cleanLine } from './text/clean';
import { createStyle } from './text/style';
import { declareBuilding } from './ui/slash-commands';
import { deleteUnsent } from './unsent-file';

interface Shared {
  server: string;
  session?: string;
  json: boolean;
}

let exitCode: number = EXIT.ok;

function createProgram(): Command {
  const program = shared(new Command('quad-chat'))
    .description('Quad in a terminal. Without a command it fills the terminal; the commands are for scripts.')
    .option('--building <name>', 'the building that you are in')
    .showHelpAfterError('Add --help to see the options.')
    .addHelpText('after', EXIT_HELP)
    .exitOverride()
    .enablePositionalOptions()
    .action((options: Shared & { building?: string }) => open(options));
  const add = (name: string, description: string) =>
    shared(program.command(name).description(description)).addHelpText('after', EXIT_HELP);

  add('sign-in', 'sign in and keep the session in the session file')
    .option('--user <username>', 'of a local account; its password is the first line of the standard input')
    .option('--guest <name>', 'enter as a guest, for a day')
    .addOption(
      new Option('--token <token>', 'an API token; better in QUAD_TOKEN, where other users cannot see it'),
    )
    .action((options: Shared & SignInOptions) => signIn(options));
  add('sign-out', 'end the sign-in and delete the session file').action((options: Shared) => leave(options));
  add('send', 'send a message')
    .argument('<to>', 'nearby, building, @username, "#channel", or the id of a conversation')
    .argument('[text...]', 'the text; without it, the standard input')
    .option('--building <name>', 'the building that you are in')
    .action(async (to: string, words: string[], options: Shared & { building?: string }) => {
      const text = words.length > 0 ? words.join(' ') : (await standardInput()).trimEnd();
      await withClient(options, async (client, out) => {
        if (options.building !== undefined) await declare(client, options.building);
        return send(client, out, { to, text });
      });
    });
  add('tail', 'write messages as they arrive, until Ctrl-C')
    .argument('[conversation]', 'as in send; without it, all')
    .option('--lines <n>', 'first the last messages', count, 0)
    .action((of: string | undefined, options: Shared & { lines: number }) =>
      withClient(options, (client, out) =>
        tail(client, out, { of, lines: options.lines, stop: untilInterrupted() }),
      ),
    );
  add('who', 'list the people around').action((options: Shared) => withClient(options, who));
  add('search', 'find messages')
    .argument('<words...>', 'words and filters, as in the search of the page')
    .action((words: string[], options: Shared) =>
      withClient(options, (client, out) => search(client, out, { query: words.join(' ') })),
    );
  add('alerts', 'list the alerts of the last day').action(async (options: Shared) => {
    const credential = createCredential(await sessionFor(options), fileOf(options));
    exitCode = await alerts(credential, outputOf(options));
  });
  return program;
}

function shared(command: Command): Command {
  return command
    .addOption(
      new Option('--server <url>', 'where Quad answers')
        .env('QUAD_URL')
        .default('http://127.0.0.1:3000')
        .argParser(serverUrl('https://quad.example.edu')),
    )
    .option('--session <file>', 'the session file, to use several at a time; .json is added')
    .option('--json', 'write lines of JSON', false);
}

const fileOf = ({ session, server }: Shared) =>
  sessionPath({ name: session, server, state: stateFolder(process.env) });
const outputOf = ({ json }: Shared) =>
  createOutput(
    json,
    (text) => void process.stdout.write(text),
    (text) => void process.stderr.write(text),
  );

/** Returns the session of the file, or of QUAD_TOKEN. Throws `NotSignedIn`, `UsageError`, `SessionFileError`. */
async function sessionFor(options: Shared): Promise<StoredSession> {
  const stored = await storedSession(options);
  if (stored) return stored;
  if (process.env.QUAD_TOKEN) return signInByToken(options.server, process.env.QUAD_TOKEN.trim());
  throw new NotSignedIn(`Not signed in at ${options.server}. Run: quad-chat sign-in --help`);
}

async function storedSession(options: Shared): Promise<StoredSession | null> {
  const stored = await readSession(fileOf(options));
  if (stored && stored.server !== options.server)
    throw new UsageError(
      `${fileOf(options)} is a session of ${stored.server}. Use --server ${stored.server}, or another --session.`,
    );
  return stored;
}

async function withClient(
  options: Shared,
  work: (client: Client, out: Output) => Promise<number>,
): Promise<void> {
  const client = startClient(createCredential(await sessionFor(options), fileOf(options)), null);
  try {
    exitCode = await work(client, outputOf(options));
  } finally {
    await client.stop();
  }
}

async function declare(client: Client, building: string): Promise<void> {
  const { ready } = await import('./commands/ready');
  await ready(client);
  await declareBuilding(client, building);
}

/** Fills the terminal. */
async function open(options: Shared & { building?: string }): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new UsageError('This is no terminal. Use one of the commands; --help lists them.');
  const stored = await storedSession(options);
  const token = process.env.QUAD_TOKEN?.trim();
  const session = stored ?? (token ? await signInByToken(options.server, token) : null);
  const { runApp } = await import('./ui/app');
  await runApp({
    server: options.server,
    session,
    file: fileOf(options),
    building: options.building,
    input: process.stdin,
    output: process.stdout,
    style: createStyle(!process.env.NO_COLOR),
    language: (process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '').startsWith('pt')
      ? 'pt'
      : 'en',
  });
}

interface SignInOptions {
  user?: string;
  guest?: string;
  token?: string;
}

async function signIn(options: Shared & SignInOptions): Promise<void> {
  const { server, user, guest, token = process.env.QUAD_TOKEN } = options;
  const session = await (user !== undefined
    ? signInLocal(server, user, (await standardInput()).split(/\r?\n/)[0] ?? '')
    : guest !== undefined
      ? signInGuest(server, guest)
      : token !== undefined
        ? signInByToken(server, token.trim())
        : confirmInBrowser(server));
  await whileHolding(fileOf(options), () => writeSession(fileOf(options), session));
  outputOf(options).result(`Signed in as ${session.user.name} (@${session.user.id}).`, session.user);
}

async function confirmInBrowser(server: string): Promise<StoredSession> {
  const device = await signInByDevice(server, untilInterrupted());
  process.stderr.write(
    `Open ${cleanLine(device.fullUrl)} in a browser and confirm the code ${cleanLine(device.code)}.\n`,
  );
  return device.confirmed;
}

async function leave(options: Shared): Promise<void> {
  const file = fileOf(options);
  const out = outputOf(options);
  // The sign-in of a file that others can read must end all the more.
  const stored = await readSession(file, { anyMode: true }).catch((error: unknown) => {
    if (!(error instanceof SessionFileError)) throw error;
    return error;
  });
  const isUnread = stored instanceof SessionFileError;
  if (stored && !isUnread) await signOut(stored);
  await deleteSession(file);
  await deleteUnsent(file);
  if (isUnread)
    out.note(
      'The session file could not be read: revoke its sign-in on the page of your profile, if it has one.',
    );
  out.result(isUnread ? 'The session file is deleted.' : 'Signed out.', { ok: true });
}

async function standardInput(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('(reading the standard input; Ctrl-D ends it)\n');
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}

function count(value: string): number {
  if (!/^\d{1,3}$/.test(value) || Number(value) > 200) throw new InvalidArgumentError('It must be 0 to 200.');
  return Number(value);
}

async function main(): Promise<number> {
  try {
    await createProgram().parseAsync();
    return exitCode;
  } catch (error) {
    const code = exitCodeOf(error);
    // Commander has written its own message.
    if (!(error instanceof Error && error.name === 'CommanderError'))
      process.stderr.write(`${cleanLine(error instanceof Error ? error.message : String(error))}\n`);
    return code;
  }
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of the output has closed it.
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.error);
});
process.exitCode = await main();
