import { isQuadError } from '@/protocol/errors';
import type { Log } from '@/server/log';
import type { ScheduleContext } from './context';
import { draftOf } from './draft-of-bot';
import { type DueSchedule, findDueSchedules, finishSlot } from './schedule-store';
import { dueSlot, slotsOf } from './slots';

type Context = Pick<ScheduleContext, 'config' | 'db' | 'writer'>;

/**
 * Sends what is due. Every node does so: the client id of a slot's message is that of the slot, so it is stored once, and
 * a node that dies between the message and the note of it leaves nothing undone.
 */
export async function runDueSchedules(app: Context & { log: Log }): Promise<void> {
  for (const schedule of await findDueSchedules(app.db)) {
    try {
      await runSlot(app, schedule);
    } catch (err) {
      app.log.warn({ err }, 'a schedule could not run; it is tried again');
    }
  }
}

async function runSlot(app: Context, schedule: DueSchedule): Promise<void> {
  const { id, due, now, catchUp, botId, buildingId, secretHash, text, place } = schedule;
  const { run, slot, next } = dueSlot(slotsOf(schedule.cron, app.config.timeZone), { due, now, catchUp });
  const done = { id, due, slot, next };
  if (!run) return finishSlot(app.db, { ...done, outcome: 'missed' });
  const draft = draftOf(app, {
    actor: { kind: 'bot', botId, buildingId, secretHash },
    text,
    clientId: `slot-${id}-${slot.getTime() / 1000}`,
    place: place ?? undefined,
    replyTo: null,
  });
  try {
    await app.writer.write(draft);
  } catch (error) {
    // The bot is not there any more, or was deleted meanwhile.
    if (!isQuadError(error) || error.code !== 'forbidden') throw error;
    return finishSlot(app.db, { ...done, outcome: 'refused' });
  }
  return finishSlot(app.db, { ...done, outcome: 'sent' });
}
