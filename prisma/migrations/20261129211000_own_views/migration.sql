-- What a user has of a conversation beside its entries: marked as unread, and a text that is not sent yet.
ALTER TABLE "marks"
  ADD COLUMN "unread" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "draft" TEXT,
  ADD COLUMN "draft_reply" INTEGER,
  ADD COLUMN "draft_at" TIMESTAMPTZ(3);

-- The pinned conversations, in the user's order.
ALTER TABLE "users"
  ADD COLUMN "pins" UUID[],
  ADD COLUMN "pins_version" INTEGER NOT NULL DEFAULT 0;
