-- A photo in two sizes, with an id that changes with it; and a line that a user writes about themselves. A photo that is
-- stored already is served as it is until its user's next sign-in.
CREATE TABLE "photos" (
  "user_id" UUID NOT NULL,
  "id" UUID,
  "type" TEXT NOT NULL,
  "small" BYTEA,
  "large" BYTEA,
  "source_digest" BYTEA,
  "chosen" BOOLEAN NOT NULL,
  CONSTRAINT "photos_pkey" PRIMARY KEY ("user_id"),
  CONSTRAINT "photos_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "photos_id_key" ON "photos"("id");

INSERT INTO "photos" ("user_id", "id", "type", "small", "large", "chosen")
SELECT "id", gen_random_uuid(), "photo_type", "photo", "photo", false FROM "users"
WHERE "photo" IS NOT NULL AND "photo_type" IS NOT NULL;

ALTER TABLE "users" DROP COLUMN "photo", DROP COLUMN "photo_type", ADD COLUMN "about" TEXT;
