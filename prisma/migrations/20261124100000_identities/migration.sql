CREATE TYPE "IdentityProvider" AS ENUM ('fenix', 'oidc', 'local');

CREATE TABLE "identities" (
  "user_id" UUID NOT NULL,
  "provider" "IdentityProvider" NOT NULL,
  "subject" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "identities_pkey" PRIMARY KEY ("user_id"),
  CONSTRAINT "identities_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "identities_provider_subject_key" ON "identities"("provider", "subject");

CREATE TABLE "local_accounts" (
  "user_id" UUID NOT NULL,
  "email" TEXT NOT NULL,
  "password_hash" TEXT NOT NULL,
  "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "local_accounts_pkey" PRIMARY KEY ("user_id"),
  CONSTRAINT "local_accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

ALTER TABLE "users" ADD COLUMN "guest_until" TIMESTAMPTZ(3);
CREATE INDEX "users_guest_until_idx" ON "users"("guest_until");
-- Two usernames that the eye may take for one: i, l and 1 alike, o and 0 alike, separators and case ignored.
CREATE INDEX "users_look_idx" ON "users"(translate(lower("username"), 'ilo._-', '110'));

-- Until now FenixEdu was the only way to sign in: whoever ever did is FenixEdu's.
INSERT INTO "identities" ("user_id", "provider", "subject")
SELECT "id", 'fenix', "username" FROM "users" u
WHERE EXISTS (SELECT 1 FROM "sign_ins" s WHERE s."user_id" = u."id");
