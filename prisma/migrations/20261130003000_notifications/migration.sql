-- Notifications of closed pages: the subscriptions of browsers, the users' choices, and the record of what was decided
-- about each message.
CREATE TYPE "NotificationText" AS ENUM ('all', 'sender', 'nothing');
CREATE TYPE "NotificationLevel" AS ENUM ('all', 'mentions', 'nothing');
CREATE TYPE "NotificationKind" AS ENUM ('direct', 'mention', 'reply', 'group', 'room');
CREATE TYPE "NotificationOutcome" AS ENUM ('due', 'sent', 'failed', 'shown', 'read', 'request', 'muted', 'paused',
  'not_chosen', 'do_not_disturb', 'quiet_hours', 'gone');

ALTER TABLE "marks" ADD COLUMN "shown" INTEGER NOT NULL DEFAULT 0;

CREATE TABLE "push_subscriptions" (
  "sign_in_id" UUID NOT NULL,
  "user_id" UUID NOT NULL,
  "endpoint" TEXT NOT NULL,
  "endpoint_hash" BYTEA NOT NULL,
  "p256dh" BYTEA NOT NULL,
  "auth" BYTEA NOT NULL,
  "language" TEXT NOT NULL,
  "direct_only" BOOLEAN NOT NULL DEFAULT false,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "accepted_at" TIMESTAMPTZ(3),
  "failure" TEXT,
  CONSTRAINT "push_subscriptions_pkey" PRIMARY KEY ("sign_in_id"),
  CONSTRAINT "push_subscriptions_sign_in_id_fkey" FOREIGN KEY ("sign_in_id") REFERENCES "sign_ins"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "push_subscriptions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "push_subscriptions_endpoint_hash_key" ON "push_subscriptions"("endpoint_hash");
CREATE INDEX "push_subscriptions_user_id_idx" ON "push_subscriptions"("user_id");

CREATE TABLE "notification_settings" (
  "user_id" UUID NOT NULL,
  "text" "NotificationText" NOT NULL DEFAULT 'all',
  "groups" BOOLEAN NOT NULL DEFAULT true,
  "quiet_from" INTEGER,
  "quiet_until" INTEGER,
  "time_zone" TEXT,
  "do_not_disturb_until" TIMESTAMPTZ(3),
  CONSTRAINT "notification_settings_pkey" PRIMARY KEY ("user_id"),
  CONSTRAINT "notification_settings_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE "notification_choices" (
  "user_id" UUID NOT NULL,
  "conversation_id" UUID NOT NULL,
  "level" "NotificationLevel",
  "muted_until" TIMESTAMPTZ(3),
  CONSTRAINT "notification_choices_pkey" PRIMARY KEY ("user_id", "conversation_id"),
  CONSTRAINT "notification_choices_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "notification_choices_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversations"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "notification_choices_conversation_id_idx" ON "notification_choices"("conversation_id");

CREATE TABLE "notifications" (
  "user_id" UUID NOT NULL,
  "conversation_id" UUID NOT NULL,
  "seq" INTEGER NOT NULL,
  "kind" "NotificationKind" NOT NULL,
  "outcome" "NotificationOutcome" NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "due_at" TIMESTAMPTZ(3),
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "devices" JSONB NOT NULL DEFAULT '[]',
  "displayed" BOOLEAN NOT NULL DEFAULT false,
  CONSTRAINT "notifications_pkey" PRIMARY KEY ("user_id", "conversation_id", "seq"),
  CONSTRAINT "notifications_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "notifications_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversations"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "notifications_user_id_at_idx" ON "notifications"("user_id", "at" DESC);
CREATE INDEX "notifications_conversation_id_idx" ON "notifications"("conversation_id");
CREATE INDEX "notifications_at_idx" ON "notifications" USING brin ("at");
CREATE INDEX "notifications_due_idx" ON "notifications"("due_at") WHERE "due_at" IS NOT NULL;
CREATE INDEX "notifications_displayed_idx" ON "notifications"("user_id", "conversation_id") WHERE "displayed";

CREATE TABLE "notification_sweeps" (
  "id" INTEGER NOT NULL,
  "until" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "notification_sweeps_pkey" PRIMARY KEY ("id")
);
