-- The former secret of a bot stays valid for a while; a deleted bot stays as the sender of its messages.
ALTER TABLE "bots"
  ADD COLUMN "former_secret_hash" BYTEA,
  ADD COLUMN "former_secret_until" TIMESTAMPTZ(3),
  ADD COLUMN "deleted_at" TIMESTAMPTZ(3);
