-- Programs sign in for a user: by a code that a browser confirms, or by the user's own password. The access token of
-- such a sign-in is renewed with a refresh token, which is used once.
ALTER TABLE "api_tokens" ADD COLUMN "renewable_until" TIMESTAMPTZ(3);

CREATE TABLE "refresh_tokens" (
    "hash" BYTEA NOT NULL,
    "token_id" UUID NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "refresh_tokens_pkey" PRIMARY KEY ("hash"),
    CONSTRAINT "refresh_tokens_token_id_fkey" FOREIGN KEY ("token_id") REFERENCES "api_tokens"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "refresh_tokens_token_id_idx" ON "refresh_tokens"("token_id");

CREATE TABLE "device_codes" (
    "hash" BYTEA NOT NULL,
    "user_code" TEXT NOT NULL,
    "client" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "interval" INTEGER NOT NULL DEFAULT 5,
    "polled_at" TIMESTAMPTZ(3),
    "user_id" UUID,
    "allowed" BOOLEAN,

    CONSTRAINT "device_codes_pkey" PRIMARY KEY ("hash"),
    CONSTRAINT "device_codes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "device_codes_user_code_key" ON "device_codes"("user_code");
CREATE INDEX "device_codes_expires_at_idx" ON "device_codes"("expires_at");
CREATE INDEX "device_codes_user_id_idx" ON "device_codes"("user_id");

-- A ticket is for the browser of a sign-in, or for a program with a token.
ALTER TABLE "socket_tickets" ALTER COLUMN "sign_in_id" DROP NOT NULL;
ALTER TABLE "socket_tickets" ADD COLUMN "token_id" UUID;
ALTER TABLE "socket_tickets" ADD CONSTRAINT "socket_tickets_token_id_fkey" FOREIGN KEY ("token_id") REFERENCES "api_tokens"("id") ON DELETE CASCADE ON UPDATE CASCADE;
