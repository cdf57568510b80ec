import { type Command, InvalidArgumentError } from 'commander';
import { identifier } from '@/protocol/fields';
import { SCOPES, type Scope } from '@/protocol/scopes';
import { print, usageError, write } from './output';

const MAX_USERS = 100_000;

export function addTokenCommands(program: Command): void {
  program
    .command('token')
    .description('create an API token for a user and print {"id","token"}; the token cannot be shown again')
    .argument('<username>', 'the user of the token, for example ist112345', username)
    .option('--create', 'create the user if there is none', false)
    .option('--admin', 'make the user an administrator', false)
    .option(
      '--scopes <list>',
      `limit the token to these scopes, separated by commas: ${SCOPES.join(', ')}`,
      scopes,
    )
    .action(async (name: string, options: { create: boolean; admin: boolean; scopes?: Set<Scope> }) => {
      const { withOperatorContext } = await import('./operator-context');
      const { createToken } = await import('@/server/accounts/create-token');
      await withOperatorContext(async (context) =>
        print(await createToken(context, { username: name, ...options })),
      );
    });

  program
    .command('tokens')
    .description(
      'create many users with a token each, for load tests, and print a line {"id","token"} for each',
    )
    .requiredOption('--prefix <prefix>', 'the prefix of the usernames, which end in a number', username)
    .requiredOption('--count <n>', `the number of users, 1 to ${MAX_USERS}`, count)
    .action(async (options: { prefix: string; count: number }) => {
      const usernames = numbered(options.prefix, options.count);
      const { withOperatorContext } = await import('./operator-context');
      const { createTokens } = await import('@/server/accounts/create-tokens');
      await withOperatorContext(async (context) => {
        const tokens = await createTokens(context, { usernames });
        await write(tokens.map((token) => `${JSON.stringify(token)}\n`).join(''));
      });
    });
}

/** Returns `p0001` …: numbers of equal width, four digits at least, so that the names sort. */
export function numbered(prefix: string, n: number): string[] {
  const width = Math.max(4, String(n).length);
  if (prefix.length + width > 64)
    throw usageError(`The prefix is too long: use ${64 - width} characters at most.`);
  return Array.from({ length: n }, (_, i) => `${prefix}${String(i + 1).padStart(width, '0')}`);
}

/** Parses an identifier of the wire. Throws `InvalidArgumentError`. */
export function username(value: string): string {
  const parsed = identifier.safeParse(value);
  if (!parsed.success) throw new InvalidArgumentError(`It ${parsed.error.issues[0]?.message}.`);
  return parsed.data;
}

function scopes(value: string): Set<Scope> {
  const named = value.split(',').map((name) => name.trim());
  const unknown = named.find((name) => !SCOPES.some((scope) => scope === name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`There is no scope "${unknown}". The scopes are ${SCOPES.join(', ')}.`);
  return new Set(SCOPES.filter((scope) => named.includes(scope)));
}

function count(value: string): number {
  const n = Number(value);
  if (!/^\d+$/.test(value) || n < 1 || n > MAX_USERS)
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${MAX_USERS}.`);
  return n;
}
