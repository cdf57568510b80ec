-- Which sessions are past their grace is asked every few seconds: without reading those that are connected.
CREATE INDEX "sessions_disconnected_at_idx" ON "sessions"("disconnected_at");
