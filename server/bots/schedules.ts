import { MAX_SCHEDULES, type WirePreview, type WireSchedule } from '@/protocol/bots';
import { fail } from '@/protocol/errors';
import type { Actor } from '@/server/actor';
import { audienceOf } from './audience';
import { changeBot } from './change-bot';
import type { ScheduleContext } from './context';
import { assertIsThere } from './place-store';
import { assertMayManage, botOfManaged } from './policy';
import {
  botOfSchedule,
  findSchedules,
  insertSchedule,
  removeSchedule,
  type ScheduleRow,
} from './schedule-store';
import { nextSlots, slotsOf } from './slots';
import { buildingOfBot } from './store';

const PREVIEWED = 5;

interface Asked {
  actor: Actor;
  /** Of the bot. */
  id: string;
  cron: string;
  /** A conversation that the bot is in; its building if undefined. */
  place?: string | undefined;
}

/** Returns the schedules of a bot. For the owner and administrators. Throws `not_found`. */
export async function listBotSchedules(
  app: ScheduleContext,
  { actor, id }: { actor: Actor; id: string },
): Promise<WireSchedule[]> {
  await assertMayManage(app, actor, id);
  return (await findSchedules(app.db, id)).map(present);
}

/**
 * Returns when a schedule would run next, and how many people a message would reach; does nothing. For the owner and
 * administrators. Throws `not_found`, `bad_request`, and `forbidden` for a conversation that the bot is not in.
 */
export async function previewBotSchedule(
  app: ScheduleContext,
  { actor, id, cron, place }: Asked,
): Promise<WirePreview> {
  await assertMayManage(app, actor, id);
  const { timeZone } = app.config;
  const runs = nextSlots(slotsOf(cron, timeZone), new Date(), PREVIEWED);
  if (place !== undefined) await assertIsThere(app, id, place);
  const building = await buildingOfBot(app.db, id);
  return {
    timeZone,
    runs: runs.map((slot) => slot.toISOString()),
    people: await audienceOf(app, { buildingId: building?.id ?? '', place }),
  };
}

/**
 * Makes a bot send a text at times of the clock of the campus. Returns the schedule. For the owner and administrators.
 * Throws as `previewBotSchedule`, and `conflict` when the bot has 20 schedules.
 */
export async function createBotSchedule(
  app: ScheduleContext,
  { actor, id, cron, text, place, catchUp }: Asked & { text: string; catchUp: boolean },
): Promise<WireSchedule> {
  await assertMayManage(app, actor, id);
  const next = slotsOf(cron, app.config.timeZone).after(new Date());
  if (next === null) throw fail('bad_request', 'cron: There is no such day.', { field: 'cron' });
  if (place !== undefined) await assertIsThere(app, id, place);
  const schedule = { botId: id, cron, text, place: place ?? null, catchUp, next };
  const created = await changeBot(app, { actor, id, action: 'changed_schedule' }, (client) =>
    insertSchedule(client, schedule, MAX_SCHEDULES),
  );
  if (created === null) throw fail('conflict', `A bot has at most ${MAX_SCHEDULES} schedules.`);
  return present({ ...schedule, id: created, last: null });
}

/** Deletes a schedule. For the owner of the bot and administrators. Throws `not_found`. */
export async function deleteBotSchedule(
  app: ScheduleContext,
  { actor, id }: { actor: Actor; id: string },
): Promise<void> {
  const botId = await botOfManaged(app, actor, await botOfSchedule(app.db, id), 'schedule');
  await changeBot(app, { actor, id: botId, action: 'changed_schedule' }, (client) =>
    removeSchedule(client, id),
  );
}

const present = ({ next, last, id, cron, text, place, catchUp }: ScheduleRow): WireSchedule => ({
  ...{ id, cron, text, place, catchUp },
  next: next?.toISOString() ?? null,
  last: last && { ...last, slot: new Date(last.slot).toISOString() },
});
