ALTER TYPE "ConversationKind" ADD VALUE 'group';
ALTER TYPE "ConversationKind" ADD VALUE 'channel';

ALTER TABLE "conversations"
  ADD COLUMN "title" TEXT,
  ADD COLUMN "topic" TEXT,
  ADD COLUMN "public" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "created_by" UUID,
  ADD COLUMN "roster" INTEGER NOT NULL DEFAULT 0,
  ADD CONSTRAINT "conversations_created_by_fkey" FOREIGN KEY ("created_by") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "conversations_created_by_idx" ON "conversations"("created_by");
-- The list of public channels; Prisma's schema cannot say the condition.
CREATE INDEX "conversations_public_idx" ON "conversations"("title") WHERE "public";

ALTER TABLE "messages"
  ADD COLUMN "reply_to" UUID,
  ADD COLUMN "edited_at" TIMESTAMPTZ(3),
  ADD COLUMN "deleted_at" TIMESTAMPTZ(3),
  ADD CONSTRAINT "messages_reply_to_fkey" FOREIGN KEY ("reply_to") REFERENCES "messages"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "messages_reply_to_idx" ON "messages"("reply_to") WHERE "reply_to" IS NOT NULL;

ALTER TABLE "entries"
  ADD COLUMN "change" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
DROP INDEX "entries_message_id_idx";
CREATE INDEX "entries_message_id_conversation_id_seq_idx" ON "entries"("message_id", "conversation_id", "seq");
-- What was written lately stands together at the end of the table: the smallest index that finds it.
CREATE INDEX "entries_at_idx" ON "entries" USING BRIN ("at") WITH (pages_per_range = 16);

CREATE TABLE "marks" (
  "user_id" UUID NOT NULL,
  "conversation_id" UUID NOT NULL,
  "read" INTEGER NOT NULL DEFAULT 0,
  "muted" BOOLEAN NOT NULL DEFAULT false,
  "version" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "marks_pkey" PRIMARY KEY ("user_id", "conversation_id"),
  CONSTRAINT "marks_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "marks_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversations"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "marks_conversation_id_idx" ON "marks"("conversation_id");

CREATE TABLE "reactions" (
  "conversation_id" UUID NOT NULL,
  "message_id" UUID NOT NULL,
  "user_id" UUID NOT NULL,
  "emoji" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "reactions_pkey" PRIMARY KEY ("message_id", "conversation_id", "user_id", "emoji"),
  CONSTRAINT "reactions_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversations"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "reactions_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "messages"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "reactions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "reactions_user_id_idx" ON "reactions"("user_id");
CREATE INDEX "reactions_conversation_id_idx" ON "reactions"("conversation_id");

CREATE TABLE "mentions" (
  "message_id" UUID NOT NULL,
  "user_id" UUID NOT NULL,
  CONSTRAINT "mentions_pkey" PRIMARY KEY ("message_id", "user_id"),
  CONSTRAINT "mentions_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "messages"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "mentions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "mentions_user_id_idx" ON "mentions"("user_id");

-- Until now a message that had reached a device counted as read.
INSERT INTO "marks" ("user_id", "conversation_id", "read")
SELECT "user_id", "conversation_id", max("delivered") FROM "memberships" GROUP BY "user_id", "conversation_id";
