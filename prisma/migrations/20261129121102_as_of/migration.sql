-- What a message said in a conversation before the seq `until`, kept for those who left before it was edited, and for
-- feeds of people whom the edit did not reach (`until` is 2147483647 then).
CREATE TABLE "former_texts" (
  "message_id" UUID NOT NULL,
  "conversation_id" UUID NOT NULL,
  "until" INTEGER NOT NULL,
  "text" TEXT NOT NULL,
  "edited_at" TIMESTAMPTZ(3),
  "names" TEXT[] NOT NULL,
  "words" TSVECTOR NOT NULL,
  CONSTRAINT "former_texts_pkey" PRIMARY KEY ("message_id", "conversation_id", "until"),
  CONSTRAINT "former_texts_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "messages"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "former_texts_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversations"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "former_texts_conversation_id_idx" ON "former_texts"("conversation_id");
CREATE INDEX "former_texts_words_idx" ON "former_texts" USING GIN ("words");

-- From which seq on a reaction is there, and until which, if it was taken back and somebody left before. A reaction and
-- its entry have the time of one transaction.
ALTER TABLE "reactions" ADD COLUMN "from_seq" INTEGER, ADD COLUMN "until_seq" INTEGER;
UPDATE "reactions" r SET "from_seq" = coalesce((SELECT max(e."seq") FROM "entries" e WHERE e."message_id" = r."message_id"
  AND e."conversation_id" = r."conversation_id" AND e."at" <= r."at"), 1);
ALTER TABLE "reactions" ALTER COLUMN "from_seq" SET NOT NULL,
  DROP CONSTRAINT "reactions_pkey",
  ADD CONSTRAINT "reactions_pkey" PRIMARY KEY ("message_id", "conversation_id", "user_id", "emoji", "from_seq");
CREATE UNIQUE INDEX "reactions_now_key" ON "reactions"("message_id", "conversation_id", "user_id", "emoji")
  WHERE "until_seq" IS NULL;

-- Who else was in a group when a stay in it ended. For stays that ended before: those of whom it is certain.
ALTER TABLE "memberships" ADD COLUMN "left_with" UUID[];
UPDATE "memberships" m SET "left_with" = ARRAY(SELECT DISTINCT o."user_id" FROM "memberships" o
  WHERE o."conversation_id" = m."conversation_id" AND o."user_id" <> m."user_id" AND o."from_seq" <= m."to_seq"
    AND (o."to_seq" IS NULL OR o."to_seq" > m."to_seq"))
FROM "conversations" c WHERE c."id" = m."conversation_id" AND c."kind" = 'group' AND m."to_seq" IS NOT NULL;
