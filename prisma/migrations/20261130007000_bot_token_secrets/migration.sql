-- The hash of the secret that a token was issued for: the token ends with it. Tokens so far end with the overlap, if one runs.
ALTER TABLE "bot_tokens" ADD COLUMN "secret_hash" BYTEA;
UPDATE "bot_tokens" t SET "secret_hash" =
  CASE WHEN b."former_secret_until" > now() THEN coalesce(b."former_secret_hash", b."secret_hash") ELSE b."secret_hash" END
  FROM "bots" b WHERE b."id" = t."bot_id";
ALTER TABLE "bot_tokens" ALTER COLUMN "secret_hash" SET NOT NULL;
