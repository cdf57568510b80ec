-- Messages and feeds of sources that were refused, for administrators; the newest of each source.
CREATE TABLE "cap_refusals" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "source" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "url" TEXT,
    "code" TEXT NOT NULL,
    "path" TEXT NOT NULL,

    CONSTRAINT "cap_refusals_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "cap_refusals_source_at_idx" ON "cap_refusals"("source", "at");
ALTER TABLE "cap_sources" ADD COLUMN "read_at" TIMESTAMPTZ(3);

-- Which URLs have taken a revision, so that no node posts it to one of them again.
CREATE TABLE "alert_webhook_posts" (
    "alert_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "url_hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alert_webhook_posts_pkey" PRIMARY KEY ("alert_id", "revision", "url_hash")
);
