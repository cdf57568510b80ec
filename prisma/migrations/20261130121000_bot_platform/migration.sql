ALTER TABLE "bots" ADD COLUMN "commands" JSONB NOT NULL DEFAULT '[]';

CREATE TABLE "bot_places" (
  "bot_id" TEXT NOT NULL,
  "conversation_id" UUID NOT NULL,
  "direct" BOOLEAN NOT NULL DEFAULT false,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "bot_places_pkey" PRIMARY KEY ("bot_id", "conversation_id"),
  CONSTRAINT "bot_places_bot_id_fkey" FOREIGN KEY ("bot_id") REFERENCES "bots"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "bot_places_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversations"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "bot_places_conversation_id_idx" ON "bot_places"("conversation_id");

CREATE TYPE "BotCallKind" AS ENUM ('command', 'mention', 'direct');
CREATE TABLE "bot_calls" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "bot_id" TEXT NOT NULL,
  "message_id" UUID NOT NULL,
  "conversation_id" UUID NOT NULL,
  "kind" "BotCallKind" NOT NULL,
  "answers" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "delivered_at" TIMESTAMPTZ(3),
  CONSTRAINT "bot_calls_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "bot_calls_bot_id_fkey" FOREIGN KEY ("bot_id") REFERENCES "bots"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "bot_calls_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "messages"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "bot_calls_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversations"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "bot_calls_message_id_bot_id_key" ON "bot_calls"("message_id", "bot_id");
CREATE INDEX "bot_calls_bot_id_created_at_idx" ON "bot_calls"("bot_id", "created_at");
CREATE INDEX "bot_calls_conversation_id_idx" ON "bot_calls"("conversation_id");

CREATE TABLE "bot_reactions" (
  "conversation_id" UUID NOT NULL,
  "message_id" UUID NOT NULL,
  "bot_id" TEXT NOT NULL,
  "emoji" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "from_seq" INTEGER NOT NULL,
  "until_seq" INTEGER,
  CONSTRAINT "bot_reactions_pkey" PRIMARY KEY ("message_id", "conversation_id", "bot_id", "emoji", "from_seq"),
  CONSTRAINT "bot_reactions_bot_id_fkey" FOREIGN KEY ("bot_id") REFERENCES "bots"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "bot_reactions_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "messages"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "bot_reactions_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversations"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "bot_reactions_bot_id_idx" ON "bot_reactions"("bot_id");
CREATE INDEX "bot_reactions_conversation_id_idx" ON "bot_reactions"("conversation_id");
