-- Photos and files of messages. Their bytes are not in the database.
CREATE TYPE "AttachmentState" AS ENUM ('uploading', 'ready', 'removed');

CREATE TABLE "attachments" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "user_id" UUID,
  "client_id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "bytes" INTEGER NOT NULL,
  "parts" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
  "state" "AttachmentState" NOT NULL DEFAULT 'uploading',
  "shown" JSONB,
  "message_id" UUID,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "attachments_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "attachments_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "attachments_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "messages"("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX "attachments_user_id_idx" ON "attachments"("user_id");
CREATE INDEX "attachments_message_id_idx" ON "attachments"("message_id");
CREATE UNIQUE INDEX "attachments_upload_key" ON "attachments"("user_id", "client_id") WHERE "state" <> 'removed';
CREATE INDEX "attachments_removed_idx" ON "attachments"("id") WHERE "state" = 'removed';
CREATE INDEX "attachments_unused_idx" ON "attachments"("created_at") WHERE "message_id" IS NULL;

ALTER TABLE "messages" ADD COLUMN "attachments" JSONB;
ALTER TABLE "reports" ADD COLUMN "attachments" JSONB;
