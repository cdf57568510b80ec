import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { identifier, messageText } from '@/protocol/fields';
import { serverUrl, untilInterrupted } from './command-line';
import { makeBot } from './new-bot';
import { register } from './register';
import { run } from './run';
import { showStatus } from './status';
import { createTerminal, EXIT, EXIT_HELP, exitCodeOf, type Terminal, UsageError } from './terminal';

const MAX_INTERVAL_SECONDS = 7 * 24 * 3600;

interface Shared {
  url: string;
  json: boolean;
}

interface Owned {
  building?: string;
  token?: string;
}

let terminal: Terminal = createTerminal(process.argv.includes('--json'));
let exitCode: number = EXIT.ok;

function createProgram(): Command {
  const program = new Command('bot')
    .description('A bot sends messages to everyone in one building once an administrator has authorised it.')
    .usage('<command> [options]')
    .addHelpText('after', EXIT_HELP)
    .showHelpAfterError('Add --help to see the options.')
    .exitOverride();

  shared(
    program
      .command('status')
      .description('whether a bot exists, is authorised, and runs')
      .argument('<id>', 'of the bot', id),
  )
    .addHelpText('after', EXIT_HELP)
    .action(async (bot: string, options: Shared) => {
      exitCode = await showStatus(begin(options), { url: options.url, id: bot });
    });

  registering(
    program
      .command('register')
      .description('register a bot that you own')
      .argument('<id>', 'of the new bot', id),
  )
    .option('--secret-file <file>', 'write the secret to this new file instead of showing it')
    .action((bot: string, options: Shared & Owned & { secretFile?: string }) =>
      register(begin(options), { ...options, id: bot }),
    );

  registering(
    program
      .command('new')
      .description('make a folder with a program for a new bot, and register the bot')
      .argument('<folder>', 'the new folder; its name is the id of the bot'),
  )
    .option('--id <id>', 'of the new bot', id)
    .action((folder: string, { id: given, ...options }: Shared & Owned & { id?: string }) =>
      makeBot(begin(options), {
        ...options,
        folder,
        id: given ?? id(path.basename(path.resolve(folder))),
        signal: untilInterrupted(),
      }),
    );

  shared(
    program
      .command('run')
      .description('send a message at an interval; Ctrl-C stops it')
      .argument('<id>', 'of the bot', id),
  )
    .requiredOption('--message <text>', 'the message', text)
    .requiredOption('--interval <seconds>', 'seconds between two messages, 1 or more', interval)
    .option('--count <n>', 'stop after this many messages', count)
    .option(
      '--secret-file <file>',
      'the file that holds the secret; else QUAD_BOT_SECRET, else it is asked for',
    )
    .addHelpText('after', EXIT_HELP)
    .action(
      async (
        bot: string,
        options: Shared & { message: string; interval: number; count?: number; secretFile?: string },
      ) => {
        const secret = await readSecret(begin(options), options.secretFile);
        const { url, message, interval: intervalSeconds } = options;
        const signal = untilInterrupted();
        await run(terminal, { url, id: bot, secret, message, intervalSeconds, count: options.count, signal });
      },
    );
  return program;
}

function shared(command: Command): Command {
  return command
    .addOption(
      new Option('--url <url>', 'where Quad answers')
        .env('QUAD_URL')
        .default('http://127.0.0.1:3000')
        .argParser(serverUrl('http://127.0.0.1:3000')),
    )
    .option('--json', 'print a line of JSON for each result; never ask', false);
}

/** Adds the options of a command that registers a bot. */
function registering(command: Command): Command {
  return shared(command)
    .option('--building <id>', 'the id of its building; asked for when missing', id)
    .addOption(
      new Option(
        '--token <token>',
        'your API token; better in the environment, where other users cannot see it',
      ).env('QUAD_TOKEN'),
    )
    .addHelpText('after', EXIT_HELP);
}

function begin(options: Shared): Terminal {
  terminal = createTerminal(options.json);
  return terminal;
}

async function readSecret(asker: Terminal, file: string | undefined): Promise<string> {
  if (file !== undefined) {
    const content = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`The file ${file} cannot be read (${error.code}).`);
    });
    return content.trim();
  }
  const secret =
    process.env.QUAD_BOT_SECRET?.trim() || (await asker.ask('The secret of the bot:', { hidden: true }));
  if (!secret) throw new UsageError("Give the bot's secret in QUAD_BOT_SECRET or with --secret-file <file>.");
  return secret;
}

function id(value: string): string {
  return checked(identifier.safeParse(value));
}

function text(value: string): string {
  return checked(messageText.safeParse(value));
}

function checked(
  parsed: { success: true; data: string } | { success: false; error: { issues: { message: string }[] } },
): string {
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`It ${parsed.error.issues[0]?.message}.`);
}

function interval(value: string): number {
  const seconds = Number(value);
  if (!(seconds >= 1 && seconds <= MAX_INTERVAL_SECONDS))
    throw new InvalidArgumentError(`It must be 1 to ${MAX_INTERVAL_SECONDS} seconds.`);
  return seconds;
}

function count(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return Number(value);
}

async function main(): Promise<number> {
  try {
    await createProgram().parseAsync();
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    terminal.complain(error);
    return exitCodeOf(error);
  }
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of the output has closed it.
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.error);
});
process.exitCode = await main();
