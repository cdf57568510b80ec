-- What the others of a conversation are told of a user: up to where messages were delivered and read.
ALTER TABLE "marks"
  ADD COLUMN "told_delivered" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "told_read" INTEGER NOT NULL DEFAULT 0;

-- Whether the user gives and gets receipts, and whether the user tells and is told who is writing.
ALTER TABLE "users"
  ADD COLUMN "receipts" BOOLEAN NOT NULL DEFAULT true,
  ADD COLUMN "typing" BOOLEAN NOT NULL DEFAULT true;
