-- Changes with every erasure: the time of the last one is that of the start of its transaction, and goes with the user's row.
CREATE TABLE "erasure_marks" (
    "id" INTEGER NOT NULL,
    "mark" UUID NOT NULL,

    CONSTRAINT "erasure_marks_pkey" PRIMARY KEY ("id")
);
DROP INDEX "users_erased_at_idx";
