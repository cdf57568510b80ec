ALTER TABLE "users" ADD COLUMN "searchable" BOOLEAN NOT NULL DEFAULT true;

-- Tokens of before could do everything, and still can.
ALTER TABLE "api_tokens" ADD COLUMN "scopes" TEXT[] NOT NULL DEFAULT '{all}';

-- Which sign-in or token a session was opened with: no foreign key, because it may be either.
ALTER TABLE "sessions" ADD COLUMN "credential_id" UUID;
