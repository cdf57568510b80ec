-- What administrators do to the schedules of other users' bots has an action of its own.
ALTER TYPE "AuditAction" ADD VALUE 'changed_schedule';
