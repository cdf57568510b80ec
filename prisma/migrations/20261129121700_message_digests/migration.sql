-- What a send asked for, so that a client id used again for something else can be told from a retry. Null for messages
-- from before, every retry of which is taken for one.
ALTER TABLE "messages" ADD COLUMN "digest" BYTEA;
