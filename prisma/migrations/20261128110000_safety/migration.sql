ALTER TABLE "users" ADD COLUMN "blocks_version" INTEGER NOT NULL DEFAULT 0;

ALTER TABLE "messages" ADD COLUMN "moderated" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "blocks" (
    "blocker_id" UUID NOT NULL,
    "blocked_id" UUID NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "blocks_pkey" PRIMARY KEY ("blocker_id","blocked_id"),
    CONSTRAINT "blocks_blocker_id_fkey" FOREIGN KEY ("blocker_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "blocks_blocked_id_fkey" FOREIGN KEY ("blocked_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX "blocks_blocked_id_idx" ON "blocks"("blocked_id");

CREATE TYPE "ReportReason" AS ENUM ('spam', 'harassment', 'danger', 'other');

CREATE TABLE "reports" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "reporter_id" UUID,
    "message_id" UUID,
    "user_id" UUID,
    "reason" "ReportReason" NOT NULL,
    "note" TEXT,
    "subject" TEXT NOT NULL,
    "subject_name" TEXT NOT NULL,
    "text" TEXT,
    "said_at" TIMESTAMPTZ(3),
    "conversation_kind" "ConversationKind",
    "conversation_name" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by" UUID,
    "closing_note" TEXT,

    CONSTRAINT "reports_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "reports_reporter_id_fkey" FOREIGN KEY ("reporter_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "reports_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "messages"("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "reports_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "reports_closed_by_fkey" FOREIGN KEY ("closed_by") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE
);

CREATE UNIQUE INDEX "reports_reporter_id_message_id_key" ON "reports"("reporter_id", "message_id");
-- A person is reported once by each, as long as that is open.
CREATE UNIQUE INDEX "reports_of_a_person_key" ON "reports"("reporter_id", "subject") WHERE "text" IS NULL AND "closed_at" IS NULL;
-- The open ones, oldest first.
CREATE INDEX "reports_open_idx" ON "reports"("created_at", "id") WHERE "closed_at" IS NULL;
CREATE INDEX "reports_message_id_idx" ON "reports"("message_id");
CREATE INDEX "reports_user_id_idx" ON "reports"("user_id");
CREATE INDEX "reports_closed_by_idx" ON "reports"("closed_by");
CREATE INDEX "reports_closed_at_idx" ON "reports"("closed_at");
