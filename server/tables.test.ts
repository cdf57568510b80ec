import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** The folder that writes each table. Every folder may read every table. */
const OWNERS: Record<string, string[]> = {
  accounts: [
    'api_tokens',
    'device_codes',
    'email_verifications',
    'erasure_marks',
    'identities',
    'local_accounts',
    'password_resets',
    'refresh_tokens',
    'retired_usernames',
    'sign_ins',
    'socket_tickets',
    'users',
  ],
  activity: ['activity', 'audit_records', 'lookups'],
  alerts: [
    'alert_drafts',
    'alert_grants',
    'alert_handovers',
    'alert_ledger',
    'alert_lookups',
    'alert_receipts',
    'alert_revisions',
    'alert_targets',
    'alert_templates',
    'alert_webhook_posts',
    'alerts',
    'cap_entries',
    'cap_messages',
    'cap_refusals',
    'cap_sources',
    'incidents',
  ],
  attachments: ['attachments'],
  bots: [
    'bot_calls',
    'bot_places',
    'bot_runs',
    'bot_schedules',
    'bot_tokens',
    'bots',
    'hooks',
    'outgoing_cursors',
    'outgoing_events',
    'outgoing_hooks',
  ],
  conversations: [
    'bot_reactions',
    'conversation_erasures',
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
  'link-cards': ['link_cards'],
  notifications: [
    'notification_choices',
    'notification_settings',
    'notification_sweeps',
    'notifications',
    'push_subscriptions',
  ],
  people: ['photos'],
  places: ['buildings', 'campuses', 'place_changes'],
  presence: ['building_counts', 'presences'],
  realtime: ['nodes', 'sessions'],
  safety: ['blocks', 'notices', 'reports', 'suspensions'],
};

/** Files that write tables of other folders, each with the reason. */
const EXCEPTIONS: { file: string; tables: string[]; reason: string }[] = [
  {
    file: 'accounts/store/erasure.ts',
    tables: ['sessions'],
    reason:
      'An erasure ends in one transaction, and a concept does not import the transport that owns sessions.',
  },
  {
    file: 'conversations/store/write-entries.ts',
    tables: ['activity'],
    reason:
      'One statement inserts a message and its record in the activity log, because sends are the hot path.',
  },
  {
    file: 'conversations/store/delivery-receipts.ts',
    tables: ['sessions'],
    reason:
      'The first cursors of legacy sessions are computed from memberships and read marks, in one statement.',
  },
  {
    file: 'conversations/store/undelivered.ts',
    tables: ['sessions'],
    reason:
      'The cursors of a legacy session advance in the transaction that reads its messages, and a concept does not ' +
      'import the transport that owns sessions.',
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
