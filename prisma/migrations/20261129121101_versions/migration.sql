-- The version of a user's view of a conversation was counted by the roster as well, and so told of others' coming and
-- going. From now on `marks` alone counts it; pages that are open have the old sum, which no version may fall below.
INSERT INTO "marks" AS k ("user_id", "conversation_id", "version")
SELECT DISTINCT m."user_id", c."id", c."roster" FROM "memberships" m
JOIN "conversations" c ON c."id" = m."conversation_id" WHERE c."roster" > 0
ON CONFLICT ("user_id", "conversation_id") DO UPDATE SET "version" = k."version" + excluded."version";
