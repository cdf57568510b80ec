-- Message requests: existing direct conversations are accepted (null).
CREATE TYPE "RequestState" AS ENUM ('waiting', 'ignored');
CREATE TYPE "FirstMessages" AS ENUM ('everyone', 'channels', 'nobody');

ALTER TABLE "memberships" ADD COLUMN "request" "RequestState";
ALTER TABLE "users" ADD COLUMN "first_messages" "FirstMessages" NOT NULL DEFAULT 'everyone';
