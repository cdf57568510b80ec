CREATE TYPE "ConversationKind" AS ENUM ('direct', 'building', 'nearby');

CREATE TABLE "users" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "username" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "photo" BYTEA,
  "photo_type" TEXT,
  "administrator" BOOLEAN NOT NULL DEFAULT false,
  "range" INTEGER NOT NULL DEFAULT 128,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "users_username_key" ON "users"("username");

CREATE TABLE "sign_ins" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "user_id" UUID NOT NULL,
  "user_agent" TEXT NOT NULL DEFAULT '',
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "revoked_at" TIMESTAMPTZ(3),
  CONSTRAINT "sign_ins_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "sign_ins_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "sign_ins_user_id_idx" ON "sign_ins"("user_id");

CREATE TABLE "api_tokens" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "user_id" UUID NOT NULL,
  "name" TEXT NOT NULL,
  "hash" BYTEA NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "last_used_at" TIMESTAMPTZ(3),
  "expires_at" TIMESTAMPTZ(3),
  "revoked_at" TIMESTAMPTZ(3),
  CONSTRAINT "api_tokens_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "api_tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "api_tokens_hash_key" ON "api_tokens"("hash");
CREATE INDEX "api_tokens_user_id_idx" ON "api_tokens"("user_id");

CREATE TABLE "socket_tickets" (
  "hash" BYTEA NOT NULL,
  "sign_in_id" UUID NOT NULL,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "socket_tickets_pkey" PRIMARY KEY ("hash"),
  CONSTRAINT "socket_tickets_sign_in_id_fkey" FOREIGN KEY ("sign_in_id") REFERENCES "sign_ins"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "socket_tickets_expires_at_idx" ON "socket_tickets"("expires_at");

CREATE TABLE "campuses" (
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "latitude" DOUBLE PRECISION,
  "longitude" DOUBLE PRECISION,
  CONSTRAINT "campuses_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "buildings" (
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "campus_id" TEXT,
  "latitude" DOUBLE PRECISION,
  "longitude" DOUBLE PRECISION,
  "radius" DOUBLE PRECISION,
  "boundary" JSONB,
  CONSTRAINT "buildings_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "buildings_campus_id_fkey" FOREIGN KEY ("campus_id") REFERENCES "campuses"("id") ON DELETE SET NULL ON UPDATE CASCADE
);

CREATE TABLE "nodes" (
  "id" UUID NOT NULL,
  "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "heartbeat_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "nodes_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "sessions" (
  "id" UUID NOT NULL,
  "user_id" UUID NOT NULL,
  "node_id" UUID,
  "socket_id" TEXT,
  "connected_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "disconnected_at" TIMESTAMPTZ(3),
  "cursors" JSONB,
  CONSTRAINT "sessions_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "sessions_socket_id_key" ON "sessions"("socket_id");
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");
CREATE INDEX "sessions_node_id_idx" ON "sessions"("node_id");

CREATE TABLE "presences" (
  "user_id" UUID NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 0,
  "sharing" BOOLEAN NOT NULL DEFAULT false,
  "cell_row" INTEGER,
  "cell_col" INTEGER,
  "building_id" TEXT,
  "declared" BOOLEAN NOT NULL DEFAULT false,
  "expires_at" TIMESTAMPTZ(3),
  CONSTRAINT "presences_pkey" PRIMARY KEY ("user_id"),
  CONSTRAINT "presences_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE "bots" (
  "id" TEXT NOT NULL,
  "owner_id" UUID NOT NULL,
  "building_id" TEXT NOT NULL,
  "secret_hash" BYTEA NOT NULL,
  "authorised" BOOLEAN NOT NULL DEFAULT false,
  "node_id" UUID,
  "socket_id" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "bots_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "bots_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "bots_building_id_fkey" FOREIGN KEY ("building_id") REFERENCES "buildings"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "bots_owner_id_idx" ON "bots"("owner_id");
CREATE INDEX "bots_building_id_idx" ON "bots"("building_id");

CREATE TABLE "bot_tokens" (
  "hash" BYTEA NOT NULL,
  "bot_id" TEXT NOT NULL,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "bot_tokens_pkey" PRIMARY KEY ("hash"),
  CONSTRAINT "bot_tokens_bot_id_fkey" FOREIGN KEY ("bot_id") REFERENCES "bots"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "bot_tokens_bot_id_idx" ON "bot_tokens"("bot_id");

CREATE TABLE "conversations" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "kind" "ConversationKind" NOT NULL,
  "key" TEXT NOT NULL,
  "head" INTEGER NOT NULL DEFAULT 0,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "conversations_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "conversations_key_key" ON "conversations"("key");

CREATE TABLE "memberships" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "conversation_id" UUID NOT NULL,
  "user_id" UUID NOT NULL,
  "from_seq" INTEGER NOT NULL,
  "to_seq" INTEGER,
  "delivered" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "memberships_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "memberships_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversations"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "memberships_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "memberships_user_id_conversation_id_idx" ON "memberships"("user_id", "conversation_id");
CREATE INDEX "memberships_conversation_id_idx" ON "memberships"("conversation_id");
-- One open membership per user and conversation; Prisma's schema cannot say it.
CREATE UNIQUE INDEX "memberships_open_key" ON "memberships"("user_id", "conversation_id") WHERE "to_seq" IS NULL;

CREATE TABLE "messages" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "sender_id" UUID,
  "bot_id" TEXT,
  "client_id" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "messages_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "messages_sender_id_fkey" FOREIGN KEY ("sender_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "messages_bot_id_fkey" FOREIGN KEY ("bot_id") REFERENCES "bots"("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "messages_sender_id_client_id_key" ON "messages"("sender_id", "client_id");
CREATE UNIQUE INDEX "messages_bot_id_client_id_key" ON "messages"("bot_id", "client_id");

CREATE TABLE "entries" (
  "conversation_id" UUID NOT NULL,
  "seq" INTEGER NOT NULL,
  "message_id" UUID NOT NULL,
  CONSTRAINT "entries_pkey" PRIMARY KEY ("conversation_id", "seq"),
  CONSTRAINT "entries_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversations"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "entries_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "messages"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "entries_message_id_idx" ON "entries"("message_id");

CREATE TABLE "outbox" (
  "id" BIGSERIAL NOT NULL,
  "event" JSONB NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "activity" (
  "id" BIGSERIAL NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "user_id" UUID,
  "bot_id" TEXT,
  "building_id" TEXT,
  "message" TEXT NOT NULL,
  CONSTRAINT "activity_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "activity_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "activity_user_id_id_idx" ON "activity"("user_id", "id" DESC);
CREATE INDEX "activity_building_id_id_idx" ON "activity"("building_id", "id" DESC);
CREATE INDEX "activity_at_idx" ON "activity"("at");
