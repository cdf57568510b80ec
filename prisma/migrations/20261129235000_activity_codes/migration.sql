-- Activities as codes, which the pages show in the language of the reader. The text stays for messages of bots, and for
-- what was recorded before.
CREATE TYPE "ActivityCode" AS ENUM (
  'logged_in', 'logged_in_at', 'logged_out', 'moved',
  'sent_to_range', 'sent_to_building', 'sent_to_people', 'sent_to_conversation',
  'reported_message', 'reported_person',
  'closed_report', 'deleted_message', 'suspended', 'lifted_suspension', 'warned'
);

ALTER TABLE "activity"
  ADD COLUMN "code" "ActivityCode",
  ADD COLUMN "from_building" TEXT,
  ADD COLUMN "to_building" TEXT,
  ALTER COLUMN "message" DROP NOT NULL;
