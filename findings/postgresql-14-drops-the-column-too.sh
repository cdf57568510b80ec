#!/usr/bin/env bash
# PostgreSQL 14.23 and 15.18 (npm: embedded-postgres), a generated column that becomes an ordinary one.
# Expected: after ALTER TABLE … ALTER COLUMN … DROP EXPRESSION the column no longer depends on the function that its
#   expression called, so DROP FUNCTION without CASCADE drops the function alone.
# What happens: so it is in 15. In 14 DROP FUNCTION also drops the column, with its values, and says nothing.
# Why it matters: a migration that turns a computed search column into one that the program fills, and then removes the
#   function, passes everywhere; on older servers the column is gone, and every statement that names it fails.
# Seen: after the same statements 14 has the columns "id, body", 15 has "id, body, words".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
cd "$folder"
cat > seen.mjs <<'END'
import EmbeddedPostgres from 'embedded-postgres';

const [version, port] = process.argv.slice(2);
const server = new EmbeddedPostgres({
  databaseDir: `${process.cwd()}/data-${version}`,
  port: Number(port),
  user: 'postgres',
  password: 'postgres',
  persistent: false,
  createPostgresUser: process.getuid() === 0,
  onLog: () => {},
});
await server.initialise();
await server.start();
const client = server.getPgClient();
await client.connect();
for (const statement of [
  `CREATE FUNCTION folded(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower($1)'`,
  'CREATE TABLE messages (id int, body text, words text GENERATED ALWAYS AS (folded(body)) STORED)',
  `INSERT INTO messages (id, body) VALUES (1, 'Hello')`,
  'ALTER TABLE messages ALTER COLUMN words DROP EXPRESSION',
  'DROP FUNCTION folded(text)',
])
  await client.query(statement);
const { fields } = await client.query('SELECT * FROM messages');
console.log(fields.map(({ name }) => name).join(', '));
await client.end();
await server.stop();
END
columns() {
  mkdir "$1" && cp seen.mjs "$1" && cd "$1"
  npm init -y > /dev/null
  npm install --silent --no-audit --no-fund "embedded-postgres@$1"
  node seen.mjs "$1" "$2"
  cd ..
}
older=$(columns 14.23.0-beta.17 54914)
newer=$(columns 15.18.0-beta.17 54915)
echo "14: $older"
echo "15: $newer"
[ "$older" = 'id, body' ] && [ "$newer" = 'id, body, words' ]
