-- Whether the person has ever asked for help in this alert: wardens see on the roll how it ended.
ALTER TABLE "alert_targets" ADD COLUMN "asked_help" BOOLEAN NOT NULL DEFAULT false;
UPDATE "alert_targets" SET "asked_help" = true WHERE "answer" = 'help';
