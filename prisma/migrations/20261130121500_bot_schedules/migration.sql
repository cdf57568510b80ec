CREATE TABLE "bot_schedules" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "bot_id" TEXT NOT NULL,
  "conversation_id" UUID,
  "cron" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  "catch_up" BOOLEAN NOT NULL DEFAULT false,
  "next_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "bot_schedules_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "bot_schedules_bot_id_fkey" FOREIGN KEY ("bot_id") REFERENCES "bots"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "bot_schedules_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversations"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "bot_schedules_bot_id_idx" ON "bot_schedules"("bot_id");
CREATE INDEX "bot_schedules_conversation_id_idx" ON "bot_schedules"("conversation_id");
CREATE INDEX "bot_schedules_next_at_idx" ON "bot_schedules"("next_at");

CREATE TYPE "BotRunOutcome" AS ENUM ('sent', 'missed', 'refused');
CREATE TABLE "bot_runs" (
  "schedule_id" UUID NOT NULL,
  "slot" TIMESTAMPTZ(3) NOT NULL,
  "outcome" "BotRunOutcome" NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "bot_runs_pkey" PRIMARY KEY ("schedule_id", "slot"),
  CONSTRAINT "bot_runs_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "bot_schedules"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
