-- Lawns, paths, waters, trees and entrances of a campus, which the map draws.
ALTER TABLE "campuses" ADD COLUMN "grounds" JSONB NOT NULL DEFAULT '[]';
