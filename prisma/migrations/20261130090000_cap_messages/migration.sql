-- Messages of other authorities (CAP 1.2), which officers may make alerts from.
CREATE TABLE "cap_messages" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "source" TEXT NOT NULL,
  "campus_id" TEXT,
  "sender" TEXT NOT NULL,
  "identifier" TEXT NOT NULL,
  "sent_at" TIMESTAMPTZ(3) NOT NULL,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "content" JSONB NOT NULL,
  "hash" TEXT NOT NULL,
  "signature" TEXT NOT NULL,
  "buildings" TEXT[] NOT NULL,
  "shown" BOOLEAN NOT NULL,
  "replaced_at" TIMESTAMPTZ(3),
  "ended_at" TIMESTAMPTZ(3),
  "dismissed_at" TIMESTAMPTZ(3),
  CONSTRAINT "cap_messages_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "cap_messages_sender_identifier_key" ON "cap_messages"("sender", "identifier");
CREATE INDEX "cap_messages_received_at_idx" ON "cap_messages"("received_at");

CREATE TABLE "cap_sources" (
  "name" TEXT NOT NULL,
  "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "etag" TEXT,
  CONSTRAINT "cap_sources_pkey" PRIMARY KEY ("name")
);

CREATE TABLE "cap_entries" (
  "source" TEXT NOT NULL,
  "url" TEXT NOT NULL,
  "read_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "cap_entries_pkey" PRIMARY KEY ("source", "url")
);
CREATE INDEX "cap_entries_read_at_idx" ON "cap_entries"("read_at");
