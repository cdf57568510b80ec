-- Whom a revision of an alert adds, until a statement after the delivery stores them as targets.
ALTER TABLE "alert_revisions" ADD COLUMN "audience" JSONB;
CREATE INDEX "alert_revisions_audience_idx" ON "alert_revisions"("alert_id") WHERE "audience" IS NOT NULL;
