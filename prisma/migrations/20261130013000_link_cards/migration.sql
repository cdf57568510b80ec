-- What pages say about themselves, for the cards of links. The URL is not stored.
CREATE TABLE "link_cards" (
    "hash" BYTEA NOT NULL,
    "title" TEXT,
    "description" TEXT,
    "site" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "fetched_at" TIMESTAMPTZ(3),

    CONSTRAINT "link_cards_pkey" PRIMARY KEY ("hash")
);
CREATE INDEX "link_cards_created_at_idx" ON "link_cards"("created_at");
