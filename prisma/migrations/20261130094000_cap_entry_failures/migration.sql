-- How often the message of an entry of a feed could not be read; 0: it was read.
ALTER TABLE "cap_entries" ADD COLUMN "failures" INTEGER NOT NULL DEFAULT 0;
