-- Suspensions, notices of the administration to users, and decisions about reports.
CREATE TYPE "NoticeKind" AS ENUM ('warning', 'report');
CREATE TYPE "Decision" AS ENUM ('none', 'deleted', 'warned', 'suspended');

ALTER TABLE "users" ADD COLUMN "suspended_until" TIMESTAMPTZ(3);
ALTER TABLE "reports" ADD COLUMN "decision" "Decision";

CREATE TABLE "suspensions" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "user_id" UUID NOT NULL,
  "reason" "ReportReason" NOT NULL,
  "note" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "created_by" UUID,
  "until" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "suspensions_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "suspensions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "suspensions_created_by_fkey" FOREIGN KEY ("created_by") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX "suspensions_user_id_idx" ON "suspensions"("user_id");
CREATE INDEX "suspensions_created_by_idx" ON "suspensions"("created_by");

CREATE TABLE "notices" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "user_id" UUID NOT NULL,
  "kind" "NoticeKind" NOT NULL,
  "text" TEXT,
  "about" TEXT,
  "decision" "Decision",
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "created_by" UUID,
  "confirmed_at" TIMESTAMPTZ(3),
  CONSTRAINT "notices_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "notices_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "notices_created_by_fkey" FOREIGN KEY ("created_by") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX "notices_user_id_idx" ON "notices"("user_id");
CREATE INDEX "notices_created_by_idx" ON "notices"("created_by");
