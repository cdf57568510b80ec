-- The words of a search are made by the node when a text is written (protocol/words.ts), because the database's own
-- parser and locale differ between versions. NULL: not made yet; every node makes those in the background.

-- Texts in ASCII have the words that they had, so these are found while the others are made anew. Not so what the
-- parser took for a number of its own, as in 2e3rd, and words of more than 255 letters, which are now cut.
ALTER TABLE "messages" ALTER COLUMN "words" DROP EXPRESSION;
UPDATE "messages" SET "words" = NULL
  WHERE octet_length("text") <> length("text") OR "text" ~ '[0-9][eE][0-9]+[A-Za-z]' OR "text" ~ '[A-Za-z0-9]{255}[A-Za-z0-9]';
CREATE INDEX "messages_without_words_idx" ON "messages" ("id") WHERE "words" IS NULL;

DROP INDEX "users_words_idx";
ALTER TABLE "users" ADD COLUMN "words" TSVECTOR;
CREATE INDEX "users_words_idx" ON "users" USING GIN ("words");
CREATE INDEX "users_without_words_idx" ON "users" ("id") WHERE "words" IS NULL;

DROP FUNCTION quad_fold(text);
