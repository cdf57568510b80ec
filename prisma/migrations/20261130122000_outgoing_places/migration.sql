-- Webhooks hear every place of their bot, each from a seq of its own.
CREATE TABLE "outgoing_cursors" (
    "hook_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,

    CONSTRAINT "outgoing_cursors_pkey" PRIMARY KEY ("hook_id", "conversation_id"),
    CONSTRAINT "outgoing_cursors_hook_id_fkey" FOREIGN KEY ("hook_id") REFERENCES "outgoing_hooks"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "outgoing_cursors_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversations"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "outgoing_cursors_conversation_id_idx" ON "outgoing_cursors"("conversation_id");
INSERT INTO "outgoing_cursors" SELECT h.id, c.id, h.cursor FROM "outgoing_hooks" h JOIN "bots" b ON b.id = h.bot_id
  JOIN "conversations" c ON c.key = 'building:' || b.building_id;

ALTER TABLE "outgoing_hooks" DROP COLUMN "cursor",
  ADD COLUMN "hears_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

ALTER TABLE "outgoing_events" ADD COLUMN "conversation_id" UUID, ADD COLUMN "heard" "BotCallKind";
UPDATE "outgoing_events" e SET conversation_id = c.id FROM "outgoing_hooks" h JOIN "bots" b ON b.id = h.bot_id
  JOIN "conversations" c ON c.key = 'building:' || b.building_id WHERE h.id = e.hook_id;
ALTER TABLE "outgoing_events" ALTER COLUMN "conversation_id" SET NOT NULL,
  ADD CONSTRAINT "outgoing_events_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
DROP INDEX "outgoing_events_hook_id_seq_key";
CREATE UNIQUE INDEX "outgoing_events_hook_id_conversation_id_seq_key" ON "outgoing_events"("hook_id", "conversation_id", "seq");
CREATE INDEX "outgoing_events_conversation_id_idx" ON "outgoing_events"("conversation_id");
