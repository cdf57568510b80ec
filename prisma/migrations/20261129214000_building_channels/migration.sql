-- A channel can belong to a building.
ALTER TABLE "conversations" ADD COLUMN "building_id" TEXT;
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_building_id_fkey"
  FOREIGN KEY ("building_id") REFERENCES "buildings"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "conversations_building_id_idx" ON "conversations"("building_id");
