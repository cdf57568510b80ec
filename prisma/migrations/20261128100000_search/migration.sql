-- Words as they are looked for: without case, accents and anything but letters, digits and blanks. By
-- functions that every PostgreSQL has, so that no extension is needed. What a letter is, the database's own locale may
-- not know (C knows ASCII only): Unicode's is used, which PostgreSQL 17 has built in, and others have by ICU.
DO $$
DECLARE letters text := coalesce(
  (SELECT format('pg_catalog.%I', collname) FROM pg_collation
   WHERE collnamespace = 'pg_catalog'::regnamespace AND collname IN ('pg_c_utf8', 'und-x-icu')
   ORDER BY collname LIMIT 1), 'pg_catalog."default"');
BEGIN
  EXECUTE format($sql$
    CREATE FUNCTION quad_fold(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fold$
      SELECT regexp_replace(
        regexp_replace(lower(normalize(said, NFKD) COLLATE %1$s), '[\u0300-\u036f]+', '', 'g'),
        '[^[:alnum:] ]+', ' ', 'g')
    $fold$
  $sql$, letters);
END $$;

-- Stored, so that a candidate that another index found is judged without being taken apart again. Every message of
-- before is written anew by this, under a lock: a few seconds for each million.
ALTER TABLE "messages"
  ADD COLUMN "words" TSVECTOR GENERATED ALWAYS AS (to_tsvector('pg_catalog.simple', quad_fold("text"))) STORED;
CREATE INDEX "messages_words_idx" ON "messages" USING GIN ("words");

-- People by any word of their names, and by username; Prisma's schema cannot say the expression.
CREATE INDEX "users_words_idx" ON "users"
  USING GIN (to_tsvector('pg_catalog.simple', quad_fold("name" || ' ' || "username")));
