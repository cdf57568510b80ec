CREATE TYPE "MessagesOfErased" AS ENUM ('keep', 'delete');

ALTER TABLE "users"
  ADD COLUMN "erased_at" TIMESTAMPTZ(3),
  ADD COLUMN "erasing" "MessagesOfErased";
-- Whose erasure is under way: few, and looked for every few seconds. Prisma's schema cannot say the condition.
CREATE INDEX "users_erasing_idx" ON "users"("erased_at") WHERE "erasing" IS NOT NULL;

CREATE TABLE "retired_usernames" (
  "name" BYTEA NOT NULL,
  "owner" BYTEA,
  CONSTRAINT "retired_usernames_pkey" PRIMARY KEY ("name")
);
