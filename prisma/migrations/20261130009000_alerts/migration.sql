-- Alerts: rights of officers, templates, drafts, alerts with their revisions, who was told and how far it came, and the
-- hash chain of decisions.
CREATE TYPE "AlertKind" AS ENUM ('live', 'exercise', 'test');
CREATE TYPE "AlertState" AS ENUM ('active', 'ended', 'cancelled', 'expired');
CREATE TYPE "AlertType" AS ENUM ('alert', 'update', 'correction', 'all_clear', 'cancel', 'expired');
CREATE TYPE "AlertDraftState" AS ENUM ('draft', 'submitted', 'issued', 'discarded');
CREATE TYPE "AlertRole" AS ENUM ('drafter', 'approver', 'sole_operator', 'warden', 'auditor');
CREATE TYPE "AlertReason" AS ENUM ('inside', 'declared', 'probably', 'left', 'unknown', 'campus', 'entered', 'group', 'officer');
CREATE TYPE "AlertReach" AS ENUM ('targeted', 'failed', 'handed', 'received', 'displayed');
CREATE TYPE "AlertChannel" AS ENUM ('socket', 'push', 'email', 'webhook');
CREATE TYPE "AlertAnswer" AS ENUM ('safe', 'help', 'away');

CREATE TABLE "alert_grants" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "user_id" UUID NOT NULL,
  "role" "AlertRole" NOT NULL,
  "place" TEXT NOT NULL DEFAULT '',
  "granted_by" UUID NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "alert_grants_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "alert_grants_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "alert_grants_user_id_role_place_key" ON "alert_grants"("user_id", "role", "place");

CREATE TABLE "alert_templates" (
  "name" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "content" JSONB NOT NULL,
  "hash" TEXT NOT NULL,
  "written_by" UUID NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "approved_by" UUID,
  "approved_at" TIMESTAMPTZ(3),
  CONSTRAINT "alert_templates_pkey" PRIMARY KEY ("name", "version")
);

CREATE TABLE "alerts" (
  "id" UUID NOT NULL,
  "kind" "AlertKind" NOT NULL,
  "state" "AlertState" NOT NULL DEFAULT 'active',
  "revision" INTEGER NOT NULL DEFAULT 1,
  "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "next_update_at" TIMESTAMPTZ(3),
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "review_due_at" TIMESTAMPTZ(3),
  "reviewed_by" UUID,
  "numbers" JSONB,
  CONSTRAINT "alerts_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "alerts_id_kind_key" ON "alerts"("id", "kind");
CREATE INDEX "alerts_changed_at_idx" ON "alerts"("changed_at");

CREATE TABLE "alert_revisions" (
  "alert_id" UUID NOT NULL,
  "revision" INTEGER NOT NULL,
  "kind" "AlertKind" NOT NULL,
  "type" "AlertType" NOT NULL,
  "content" JSONB NOT NULL,
  "hash" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "drafted_by" UUID,
  "approved_by" UUID,
  CONSTRAINT "alert_revisions_pkey" PRIMARY KEY ("alert_id", "revision"),
  CONSTRAINT "alert_revisions_alert_id_kind_fkey" FOREIGN KEY ("alert_id", "kind") REFERENCES "alerts"("id", "kind") ON DELETE RESTRICT ON UPDATE RESTRICT
);

CREATE TABLE "alert_drafts" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "key" TEXT NOT NULL,
  "kind" "AlertKind" NOT NULL,
  "type" "AlertType" NOT NULL,
  "alert_id" UUID,
  "base" INTEGER NOT NULL DEFAULT 0,
  "content" JSONB NOT NULL,
  "hash" TEXT NOT NULL,
  "state" "AlertDraftState" NOT NULL DEFAULT 'draft',
  "drafted_by" UUID NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "submitted_at" TIMESTAMPTZ(3),
  "submitted_by" UUID,
  "submitted_with" UUID,
  "approved_by" UUID,
  CONSTRAINT "alert_drafts_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "alert_drafts_drafted_by_key_key" ON "alert_drafts"("drafted_by", "key");
CREATE INDEX "alert_drafts_created_at_idx" ON "alert_drafts"("created_at");

CREATE TABLE "alert_targets" (
  "alert_id" UUID NOT NULL,
  "kind" "AlertKind" NOT NULL,
  "user_id" UUID NOT NULL,
  "reason" "AlertReason" NOT NULL,
  "building_id" TEXT,
  "reach" "AlertReach" NOT NULL DEFAULT 'targeted',
  "answer" "AlertAnswer",
  "answered_at" TIMESTAMPTZ(3),
  "answered_by" UUID,
  "help_at" TEXT,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "alert_targets_pkey" PRIMARY KEY ("alert_id", "user_id"),
  CONSTRAINT "alert_targets_alert_id_kind_fkey" FOREIGN KEY ("alert_id", "kind") REFERENCES "alerts"("id", "kind") ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT "alert_targets_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "alert_targets_user_id_idx" ON "alert_targets"("user_id");

CREATE TABLE "alert_receipts" (
  "alert_id" UUID NOT NULL,
  "revision" INTEGER NOT NULL,
  "user_id" UUID NOT NULL,
  "channel" "AlertChannel" NOT NULL,
  "device" UUID NOT NULL,
  "reach" "AlertReach" NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "entry" INTEGER NOT NULL,
  CONSTRAINT "alert_receipts_pkey" PRIMARY KEY ("alert_id", "revision", "user_id", "channel", "device", "reach")
);
CREATE INDEX "alert_receipts_entry_idx" ON "alert_receipts"("entry");

CREATE TABLE "alert_handovers" (
  "alert_id" UUID NOT NULL,
  "revision" INTEGER NOT NULL,
  "channel" "AlertChannel" NOT NULL,
  "step" INTEGER NOT NULL,
  "due_at" TIMESTAMPTZ(3) NOT NULL,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "done_at" TIMESTAMPTZ(3),
  CONSTRAINT "alert_handovers_pkey" PRIMARY KEY ("alert_id", "revision", "channel", "step")
);
CREATE INDEX "alert_handovers_due_idx" ON "alert_handovers"("due_at") WHERE "done_at" IS NULL;

CREATE TABLE "alert_ledger" (
  "seq" INTEGER NOT NULL,
  "entry" TEXT NOT NULL,
  "hash" BYTEA NOT NULL,
  CONSTRAINT "alert_ledger_pkey" PRIMARY KEY ("seq")
);

CREATE TABLE "alert_lookups" (
  "id" BIGSERIAL NOT NULL,
  "alert_id" UUID NOT NULL,
  "looked_by" UUID NOT NULL,
  "building_id" TEXT,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "alert_lookups_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "alert_lookups_alert_id_idx" ON "alert_lookups"("alert_id");

CREATE TABLE "incidents" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "user_id" UUID,
  "building_id" TEXT,
  "text" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "incidents_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "incidents_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX "incidents_user_id_idx" ON "incidents"("user_id");
CREATE INDEX "incidents_at_idx" ON "incidents"("at");
