-- The owner of a group or a channel renames it, removes members, hands it over and deletes it.
ALTER TABLE "conversations" ADD COLUMN "owner_id" UUID;
ALTER TABLE "conversations" ADD COLUMN "removed" UUID[] NOT NULL DEFAULT '{}';
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;
UPDATE "conversations" c SET "owner_id" = "created_by" WHERE EXISTS (
    SELECT 1 FROM "memberships" m WHERE m."conversation_id" = c."id" AND m."user_id" = c."created_by" AND m."to_seq" IS NULL);
CREATE INDEX "conversations_owner_id_idx" ON "conversations"("owner_id");
