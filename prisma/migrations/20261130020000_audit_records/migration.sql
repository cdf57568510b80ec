-- What administrators did, about whom or what.
CREATE TYPE "AuditAction" AS ENUM (
  'warned', 'suspended', 'lifted_suspension', 'closed_report', 'deleted_message',
  'authorised_bot', 'withdrew_bot', 'renamed_bot', 'replaced_bot_secret', 'deleted_bot',
  'saved_building', 'removed_building', 'saved_campus', 'removed_campus', 'imported_places', 'undid_place_change'
);

CREATE TABLE "audit_records" (
  "id" BIGSERIAL NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "admin_id" UUID,
  "action" "AuditAction" NOT NULL,
  "user_id" UUID,
  "about" TEXT,
  CONSTRAINT "audit_records_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "audit_records_admin_id_fkey" FOREIGN KEY ("admin_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "audit_records_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX "audit_records_admin_id_idx" ON "audit_records"("admin_id");
CREATE INDEX "audit_records_user_id_idx" ON "audit_records"("user_id");
