-- The name of a bot, which readers see in place of its id.
ALTER TABLE "bots" ADD COLUMN "name" TEXT;
