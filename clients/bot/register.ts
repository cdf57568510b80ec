import { open, rm } from 'node:fs/promises';
import { createApi } from './api';
import { BotError } from './errors';
import { type Terminal, UsageError } from './terminal';

export interface Registration {
  url: string;
  id: string;
  building?: string | undefined;
  /** The owner's API token. */
  token?: string | undefined;
  /** A new file for the secret, readable by its owner only, instead of showing it. */
  secretFile?: string | undefined;
}

/** Registers a bot for a building, and shows its secret once or writes it to a file. */
export async function register(terminal: Terminal, options: Registration): Promise<void> {
  const { url, id, secretFile } = options;
  if (!options.token) {
    throw new UsageError(
      'Registering a bot needs your API token: set QUAD_TOKEN or use --token. The operator creates one with "npm run quad -- token <username>".',
    );
  }
  const api = createApi(url);
  const building = options.building ?? (await chooseBuilding(terminal, await api.buildings()));
  // Opened before the registration: a secret that cannot be stored would be lost.
  const file =
    secretFile === undefined ? undefined : await open(secretFile, 'wx', 0o600).catch(explain(secretFile));
  let secret: string;
  try {
    secret = await api.register({ id, building, token: options.token });
    await file?.writeFile(`${secret}\n`);
    await file?.close();
  } catch (error) {
    await file?.close();
    if (secretFile !== undefined) await rm(secretFile, { force: true });
    if (!(error instanceof BotError) || error.code !== 'bad_credentials') throw error;
    throw new BotError('bad_credentials', 'Quad does not accept your API token. It may have been revoked.');
  }
  const where = file ? `Its secret is in ${secretFile}.` : `Its secret, shown this once: ${secret}`;
  terminal.say(
    `The bot ${id} is registered for the building ${building}.\n${where}\nAn administrator has to authorise it before it can run.`,
    { id, building, ...(file ? { secretFile } : { secret }) },
  );
}

function explain(file: string) {
  return (error: NodeJS.ErrnoException): never => {
    const reason =
      error.code === 'EEXIST' ? 'already exists: choose another name' : `cannot be written (${error.code})`;
    throw new UsageError(`The file ${file} ${reason}.`);
  };
}

async function chooseBuilding(
  terminal: Terminal,
  buildings: { id: string; name: string }[],
): Promise<string> {
  if (buildings.length === 0)
    throw new BotError('refused', 'Quad has no buildings yet, and a bot needs one.');
  const list = buildings.map(({ id, name }, i) => `${String(i + 1).padStart(3)}  ${name} (${id})`).join('\n');
  const answer = await terminal.ask(`${list}\nWhich building is the bot for? Number or id:`);
  if (answer === undefined) {
    throw new UsageError(`Say which building with --building <id>:\n${list}`);
  }
  const chosen = buildings.find(({ id }) => id === answer) ?? buildings[Number(answer) - 1];
  if (!chosen) throw new UsageError(`${answer} is not in the list.`);
  return chosen.id;
}
