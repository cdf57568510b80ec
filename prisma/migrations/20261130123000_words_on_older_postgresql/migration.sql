-- Before PostgreSQL 15 a generated column goes with a function that its expression named, even after DROP EXPRESSION: there
-- 20261129121500_words, which drops quad_fold, took the column with it. The node makes the words anew.
ALTER TABLE "messages" ADD COLUMN IF NOT EXISTS "words" TSVECTOR;
CREATE INDEX IF NOT EXISTS "messages_words_idx" ON "messages" USING GIN ("words");
CREATE INDEX IF NOT EXISTS "messages_without_words_idx" ON "messages" ("id") WHERE "words" IS NULL;
