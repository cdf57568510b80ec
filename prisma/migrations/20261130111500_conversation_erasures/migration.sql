-- The number of erased users whose messages, reactions, mentions or membership a conversation shows: clients that keep
-- its messages read them again when it changes. Conversations without a row have none.
CREATE TABLE "conversation_erasures" (
    "conversation_id" UUID NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "conversation_erasures_pkey" PRIMARY KEY ("conversation_id"),
    CONSTRAINT "conversation_erasures_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversations"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
