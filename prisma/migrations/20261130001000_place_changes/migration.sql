-- A removed building stays for what refers to it: its bots, its channels and the messages of its room.
ALTER TABLE "buildings" ADD COLUMN "removed_at" TIMESTAMPTZ(3);

CREATE TYPE "PlaceChangeKind" AS ENUM ('import', 'save', 'remove');

-- Changes of the places, each with what was before it.
CREATE TABLE "place_changes" (
  "id" BIGSERIAL NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "kind" "PlaceChangeKind" NOT NULL,
  "name" TEXT NOT NULL,
  "added" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "removed" INTEGER NOT NULL,
  "before" JSONB NOT NULL,
  CONSTRAINT "place_changes_pkey" PRIMARY KEY ("id")
);

-- How many people were in a building: the highest count of each quarter of an hour.
CREATE TABLE "building_counts" (
  "at" TIMESTAMPTZ(3) NOT NULL,
  "building_id" TEXT NOT NULL,
  "people" INTEGER NOT NULL,
  CONSTRAINT "building_counts_pkey" PRIMARY KEY ("at", "building_id")
);
