CREATE INDEX "users_erased_at_idx" ON "users"("erased_at");
