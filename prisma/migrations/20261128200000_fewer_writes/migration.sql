-- What each message costs to store.

-- Kept for seconds and read whole: as text it is written without being taken apart.
ALTER TABLE "outbox" ALTER COLUMN "event" TYPE JSON;

-- Rows without the first column were in these indexes, too, and each message is one of them in one of the two; what
-- people do is in no building's list.
DROP INDEX "messages_sender_id_client_id_key";
DROP INDEX "messages_bot_id_client_id_key";
CREATE UNIQUE INDEX "messages_sender_id_client_id_key" ON "messages" ("sender_id", "client_id") WHERE "sender_id" IS NOT NULL;
CREATE UNIQUE INDEX "messages_bot_id_client_id_key" ON "messages" ("bot_id", "client_id") WHERE "bot_id" IS NOT NULL;
DROP INDEX "activity_building_id_id_idx";
CREATE INDEX "activity_building_id_id_idx" ON "activity" ("building_id", "id" DESC) WHERE "building_id" IS NOT NULL;

-- Rows come in order of time.
DROP INDEX "activity_at_idx";
CREATE INDEX "activity_at_idx" ON "activity" USING BRIN ("at");

-- Most messages are ASCII: of those nothing has to be taken apart to lose its accents. What it answers is the same.
DO $$
DECLARE letters text := coalesce(
  (SELECT format('pg_catalog.%I', collname) FROM pg_collation
   WHERE collnamespace = 'pg_catalog'::regnamespace AND collname IN ('pg_c_utf8', 'und-x-icu')
   ORDER BY collname LIMIT 1), 'pg_catalog."default"');
BEGIN
  EXECUTE format($sql$
    CREATE OR REPLACE FUNCTION quad_fold(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fold$
      SELECT regexp_replace(
        CASE WHEN octet_length(said) = length(said) THEN lower(said)
        ELSE regexp_replace(lower(normalize(said, NFKD) COLLATE %1$s), '[\u0300-\u036f]+', '', 'g') END,
        '[^[:alnum:] ]+', ' ', 'g')
    $fold$
  $sql$, letters);
END $$;
