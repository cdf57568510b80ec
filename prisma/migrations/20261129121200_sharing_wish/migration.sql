-- The wish to share outlives the page; the place does not.
CREATE TYPE "SharingEnd" AS ENUM ('gone', 'here', 'time', 'off');

ALTER TABLE "presences"
  ADD COLUMN "sharing_end" "SharingEnd" NOT NULL DEFAULT 'gone',
  ADD COLUMN "sharing_until" TIMESTAMPTZ(3),
  ADD COLUMN "here_row" INTEGER,
  ADD COLUMN "here_col" INTEGER,
  ADD COLUMN "device_id" UUID,
  ADD COLUMN "bounds" JSONB,
  ADD COLUMN "bounds_until" TIMESTAMPTZ(3);
