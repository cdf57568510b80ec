-- An address that other programs post messages of a bot to. "calls" has the newest 20 calls.
CREATE TABLE "hooks" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "bot_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "former_secret_hash" BYTEA,
    "former_secret_until" TIMESTAMPTZ(3),
    "calls" JSONB NOT NULL DEFAULT '[]',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "hooks_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "hooks_bot_id_fkey" FOREIGN KEY ("bot_id") REFERENCES "bots"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "hooks_bot_id_idx" ON "hooks"("bot_id");
