import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { schemaSql } from '../support/schema-sql';
import { borrowDatabase } from '../support/suite-servers';

/** Returns the parts of a database, one per row: the kind, and its definition as PostgreSQL writes it. */
const PARTS = `
  SELECT 'column ' || c.relname || '.' || a.attname AS what,
    concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END,
      'default ' || pg_get_expr(d.adbin, d.adrelid), nullif(a.attidentity, '')) AS is
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT 'constraint ' || conname, conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace AND contype <> 'n' AND conrelid <> 0
  UNION ALL SELECT 'trigger ' || tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT 'enum ' || typname, string_agg(enumlabel, ', ' ORDER BY enumsortorder)
  FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY typname`;

/** Definitions that Prisma cannot express; the schema has them in comments, and the migrations create them. */
const BEYOND_PRISMA = {
  // A list of Prisma is never null, but its column may be.
  'column api_tokens.scopes': "text[] not null default '{all}'::text[]",
  'column bot_calls.answers': 'text[] not null default ARRAY[]::text[]',
  'column cap_messages.buildings': 'text[] not null',
  'column conversations.removed': "uuid[] not null default '{}'::uuid[]",
  'column former_texts.names': 'text[] not null',
  'index entries_at_idx': "ON public.entries USING brin (at) WITH (pages_per_range='16')",
  // Partial indexes, and one by expression.
  'index activity_building_id_id_idx':
    'ON public.activity USING btree (building_id, id DESC) WHERE (building_id IS NOT NULL)',
  'index alert_revisions_audience_idx':
    'ON public.alert_revisions USING btree (alert_id) WHERE (audience IS NOT NULL)',
  'index alert_handovers_due_idx': 'ON public.alert_handovers USING btree (due_at) WHERE (done_at IS NULL)',
  'index attachments_removed_idx':
    'ON public.attachments USING btree (id) WHERE (state = \'removed\'::"AttachmentState")',
  'index attachments_unused_idx': 'ON public.attachments USING btree (created_at) WHERE (message_id IS NULL)',
  'index attachments_upload_key':
    'UNIQUE ON public.attachments USING btree (user_id, client_id) WHERE (state <> \'removed\'::"AttachmentState")',
  'index conversations_public_idx': 'ON public.conversations USING btree (title) WHERE public',
  'index memberships_open_key':
    'UNIQUE ON public.memberships USING btree (user_id, conversation_id) WHERE (to_seq IS NULL)',
  'index messages_bot_id_client_id_key':
    'UNIQUE ON public.messages USING btree (bot_id, client_id) WHERE (bot_id IS NOT NULL)',
  'index messages_reply_to_idx': 'ON public.messages USING btree (reply_to) WHERE (reply_to IS NOT NULL)',
  'index messages_sender_id_client_id_key':
    'UNIQUE ON public.messages USING btree (sender_id, client_id) WHERE (sender_id IS NOT NULL)',
  'index messages_without_words_idx': 'ON public.messages USING btree (id) WHERE (words IS NULL)',
  'index notifications_displayed_idx':
    'ON public.notifications USING btree (user_id, conversation_id) WHERE displayed',
  'index notifications_due_idx': 'ON public.notifications USING btree (due_at) WHERE (due_at IS NOT NULL)',
  'index outgoing_events_waiting_idx':
    'ON public.outgoing_events USING btree (hook_id, due_at) WHERE (state = \'waiting\'::"OutgoingState")',
  'index reactions_now_key':
    'UNIQUE ON public.reactions USING btree (message_id, conversation_id, user_id, emoji) WHERE (until_seq IS NULL)',
  'index reports_of_a_person_key':
    'UNIQUE ON public.reports USING btree (reporter_id, subject) WHERE ((text IS NULL) AND (closed_at IS NULL))',
  'index reports_open_idx': 'ON public.reports USING btree (created_at, id) WHERE (closed_at IS NULL)',
  'index users_erasing_idx': 'ON public.users USING btree (erased_at) WHERE (erasing IS NOT NULL)',
  'index users_look_idx':
    "ON public.users USING btree (translate(lower(username), 'ilo._-'::text, '110'::text))",
  'index users_without_words_idx': 'ON public.users USING btree (id) WHERE (words IS NULL)',
};

let migrated: string;
let described: string;
beforeAll(async () => {
  migrated = await borrowDatabase('tables');
  described = await borrowDatabase('nothing');
  await withClient(described, async (client) => client.query(await schemaSql(described)));
});

test('the migrations create the schema, and beyond it only the definitions listed here', async () => {
  const schema = await partsOf(described);
  const migratedParts = await partsOf(migrated);
  expect(schema.size).toBeGreaterThan(200);
  expect([...schema.keys()].filter((part) => !migratedParts.has(part))).toEqual([]);
  const others = [...migratedParts].filter(([part, is]) => schema.get(part) !== is);
  expect(Object.fromEntries(others)).toEqual(BEYOND_PRISMA);
});

async function partsOf(url: string): Promise<Map<string, string>> {
  const { rows } = await withClient(url, (client) => client.query<{ what: string; is: string }>(PARTS));
  return new Map(
    rows
      .filter(({ what, is }) => !`${what} ${is}`.includes('_prisma_migrations'))
      .map(({ what, is }) => [what, is.replace(/^CREATE (UNIQUE )?INDEX \S+ /, '$1')]),
  );
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
