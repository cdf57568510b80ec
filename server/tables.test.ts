import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** The one folder that writes each table. Any folder may read it. */
const OWNERS: Record<string, string[]> = {
  accounts: [
    'api_tokens',
    'identities',
    'local_accounts',
    'retired_usernames',
    'sign_ins',
    'socket_tickets',
    'users',
  ],
  activity: ['activity'],
  bots: ['bot_tokens', 'bots'],
  conversations: [
    'conversations',
    'entries',
    'former_texts',
    'marks',
    'memberships',
    'mentions',
    'messages',
    'outbox',
    'reactions',
  ],
  places: ['buildings', 'campuses'],
  presence: ['presences'],
  realtime: ['nodes', 'sessions'],
  safety: ['blocks', 'reports'],
};

/** Files that write tables of other folders, each with the reason. */
const EXCEPTIONS: { file: string; tables: string[]; reason: string }[] = [
  {
    file: 'accounts/store/erasure.ts',
    tables: [
      'bot_tokens',
      'bots',
      'conversations',
      'marks',
      'memberships',
      'messages',
      'presences',
      'sessions',
    ],
    reason: 'Erasure deletes the data of a user in every folder; `personal-data.ts` lists them.',
  },
  {
    file: 'accounts/store/sign-ins.ts',
    tables: ['bot_tokens'],
    reason: 'One job deletes all expired credentials.',
  },
  {
    file: 'conversations/store/write-entries.ts',
    tables: ['activity'],
    reason: 'A message and its record in the activity log are one statement of the hot path.',
  },
  {
    file: 'conversations/store/delivery-receipts.ts',
    tables: ['sessions'],
    reason: 'The cursors of a legacy session advance in the transaction that reads its messages.',
  },
  {
    file: 'presence/store.ts',
    tables: ['users'],
    reason: 'The range that a user chose is a column of the user.',
  },
  {
    file: 'safety/store/blocks.ts',
    tables: ['users'],
    reason: 'The row of the user holds the version of their list of blocks, and its lock orders changes.',
  },
];

const TABLES = new Map(
  [...readFileSync('prisma/schema.prisma', 'utf8').matchAll(/^model (\w+) \{(.*?)^\}/gms)].map(
    ([, model = '', body = '']) => [
      model.charAt(0).toLowerCase() + model.slice(1),
      /@@map\("(\w+)"\)/.exec(body)?.[1] ?? model,
    ],
  ),
);
const SQL = /\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE)\s+(?:ONLY\s+)?"?([a-z_]+)\b/g;
const PRISMA = /\.(\w+)\s*\.(?:create|update|upsert|delete)(?:Many)?(?:AndReturn)?\(/g;

/** Returns the tables that a source file writes. SQL with an interpolated table name is not recognised. */
function tablesWrittenBy(source: string): string[] {
  const names = [
    ...[...source.matchAll(SQL)].map(([, name = '']) => name),
    ...[...source.matchAll(PRISMA)].map(([, model = '']) => TABLES.get(model) ?? ''),
  ];
  return [...new Set(names)].filter((name) => [...TABLES.values()].includes(name));
}

const files = readdirSync('server', { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
);
const writes = files.flatMap((file) =>
  tablesWrittenBy(readFileSync(join('server', file), 'utf8')).map((table) => ({ file, table })),
);
const isException = (write: { file: string; table: string }) =>
  EXCEPTIONS.some(({ file, tables }) => file === write.file && tables.includes(write.table));

test('each table is written by one folder', () => {
  const tablesByFolder = new Map<string, Set<string>>();
  for (const { file, table } of writes.filter((write) => !isException(write))) {
    const folder = file.split('/')[0] ?? '';
    tablesByFolder.set(folder, (tablesByFolder.get(folder) ?? new Set()).add(table));
  }
  expect(
    Object.fromEntries([...tablesByFolder].map(([folder, tables]) => [folder, [...tables].sort()])),
  ).toEqual(OWNERS);
  expect(Object.values(OWNERS).flat().sort()).toEqual([...TABLES.values()].sort());
});

test('every exception is in use', () => {
  for (const { file, tables } of EXCEPTIONS)
    expect(writes.filter((write) => write.file === file).map(({ table }) => table)).toEqual(
      expect.arrayContaining(tables),
    );
});
