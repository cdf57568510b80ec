ALTER TYPE "NoticeKind" ADD VALUE 'webhook';

CREATE TYPE "OutgoingHears" AS ENUM ('mentions', 'messages');
CREATE TYPE "OutgoingEnd" AS ENUM ('gone', 'failing', 'by_hand');
CREATE TYPE "OutgoingType" AS ENUM ('created', 'edited', 'deleted');
CREATE TYPE "OutgoingState" AS ENUM ('waiting', 'delivered', 'failed');

-- An address of another program that Quad tells what a bot hears.
CREATE TABLE "outgoing_hooks" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "bot_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "hears" "OutgoingHears" NOT NULL DEFAULT 'mentions',
    "salt" BYTEA NOT NULL,
    "former_salt" BYTEA,
    "former_until" TIMESTAMPTZ(3),
    "cursor" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "off_at" TIMESTAMPTZ(3),
    "off_reason" "OutgoingEnd",
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "outgoing_hooks_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "outgoing_hooks_bot_id_fkey" FOREIGN KEY ("bot_id") REFERENCES "bots"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "outgoing_hooks_bot_id_idx" ON "outgoing_hooks"("bot_id");

-- An entry of a building's conversation that a webhook is told of, without its text.
CREATE TABLE "outgoing_events" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "hook_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "message_id" UUID NOT NULL,
    "type" "OutgoingType" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "state" "OutgoingState" NOT NULL DEFAULT 'waiting',
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "attempts" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "outgoing_events_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "outgoing_events_hook_id_fkey" FOREIGN KEY ("hook_id") REFERENCES "outgoing_hooks"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "outgoing_events_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "messages"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "outgoing_events_hook_id_seq_key" ON "outgoing_events"("hook_id", "seq");
CREATE INDEX "outgoing_events_message_id_idx" ON "outgoing_events"("message_id");
CREATE INDEX "outgoing_events_waiting_idx" ON "outgoing_events"("hook_id", "due_at") WHERE "state" = 'waiting';
