-- What a report counts, kept when the people of an alert are forgotten; and what an officer records of an exercise.
ALTER TABLE "alerts" ADD COLUMN "counts" JSONB;
ALTER TABLE "alerts" ADD COLUMN "exercise" JSONB;
