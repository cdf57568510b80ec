-- That an administrator looked a user up, which the user can read.
CREATE TYPE "LookupKind" AS ENUM ('online', 'activity', 'record', 'sign_ins');
CREATE TABLE "lookups" (
    "id" BIGSERIAL NOT NULL,
    "user_id" UUID NOT NULL,
    "looked_by" UUID,
    "what" "LookupKind" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lookups_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "lookups_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "lookups_looked_by_fkey" FOREIGN KEY ("looked_by") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX "lookups_user_id_id_idx" ON "lookups"("user_id", "id");
CREATE INDEX "lookups_looked_by_idx" ON "lookups"("looked_by");
CREATE INDEX "lookups_at_idx" ON "lookups"("at");
