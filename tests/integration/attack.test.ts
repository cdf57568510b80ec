import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { UserActor } from '@/server/actor';
import { updateSharing } from '@/server/presence/update-sharing';
import { locateLive } from '../attack/live';
import { scatter } from '../attack/locate';
import { bandCuts, intervalOf } from '../attack/oracles';
import { type Point, positionOf } from '../attack/plane';
import { isMet } from '../attack/table';
import { createRandom } from '../faults/random';
import { withCores } from '../support/suite';
import { to } from '../support/talk';

const { core } = withCores();

/** Creates a user who is online and has a device that may report positions. */
async function present(): Promise<UserActor> {
  const user = await core.person();
  await core.credential(user);
  await core.session(user, { modern: true });
  return user;
}

const report = (actor: UserActor, at: Point) =>
  core.app.commands.reportPosition({ actor, consent: true, ...positionOf(at), accuracy: 5 });

/** Far from the campus, so that the next report is in a cell of its own. */
const AWAY = { x: 60_000, y: 0 };

test('[P7] attackers who know the rules learn from the commands the cell of each person, and no more', async () => {
  const random = createRandom(2);
  const targets = new Map<string, Point>();
  for (const point of scatter(12, random)) {
    const user = await present();
    await report(user, point);
    targets.set(user.username, point);
  }
  const accounts = [await present(), await present(), await present()];
  const curve = await locateLive(
    async (account, { from, range }) => {
      const actor = accounts[account] as UserActor;
      await report(actor, AWAY);
      await report(actor, from);
      await core.app.commands.updateRange({ actor, range });
      const { people } = await core.app.commands.showLocation({ actor });
      return (name) => intervalOf(people.find(({ id }) => id === name));
    },
    targets,
    { name: 'commands', cuts: bandCuts, accounts: 3, questions: 120, random },
  );
  // It does find the cells.
  expect(curve.points.at(-1)?.median).toBeLessThan(1.2 * curve.floor.median);
  expect(isMet(curve)).toBe(true);
});

/** Digits of a position of the attack, as text and as an integer of scaled degrees. */
const POSITION = { latitude: 38.7368123457, longitude: -9.1386457913 };
const NEAR = /38[.]?736[89]\d|9[.]?138[67]\d/;

test('[P9] nothing that is stored, published, exported or answered has more of a position than its cell', async () => {
  const { commands } = core.app;
  const [ana, rui] = [await present(), await present()];
  const administrator = { ...(await present()), administrator: true };
  core.relayed.length = 0;
  core.published.length = 0;
  const answers: unknown[] = [];
  const note = async (answer: Promise<unknown>) => void answers.push(await answer);
  const at = { ...POSITION, accuracy: 7.25 };
  for (const actor of [ana, rui]) await note(commands.reportPosition({ actor, consent: true, ...at }));
  await note(commands.updateRange({ actor: rui, range: 400 }));
  await note(commands.showLocation({ actor: rui }));
  await note(commands.showVisibility({ actor: ana }));
  await note(commands.showReach({ actor: rui, ranges: [128, 400] }));
  await note(commands.listUsersInRange({ actor: rui, range: 400 }));
  await note(commands.showPerson({ actor: rui, username: ana.username }));
  await note(commands.findPeople({ actor: rui, query: ana.username }));
  const send = (address: Parameters<typeof commands.sendMessage>[0]['address']) =>
    commands.sendMessage({ actor: ana, address, text: 'hello', clientId: randomUUID() });
  await note(send({ to: 'range' }));
  await note(send(to(rui)));
  await note(commands.reportIncident({ actor: ana, text: 'Smoke.' }));
  await note(commands.listOnline({ actor: administrator }));
  await note(commands.showUserActivity({ actor: administrator, username: ana.username }));
  await note(commands.showUserRecord({ actor: administrator, id: ana.username }));
  await note(commands.listUserSignIns({ actor: administrator, id: ana.username }));
  await note(commands.listOwnLookups({ actor: ana }));
  await note(commands.reportPosition({ actor: ana, consent: true, ...at, longitude: 9 }));
  for (const actor of [ana, rui]) {
    const { file } = await commands.exportData({ actor });
    await note(text(file));
  }
  expect(core.published.length + core.relayed.length).toBeGreaterThan(4);
  const { rows: tables } = await core.db.pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  const stored: Record<string, unknown> = {};
  for (const { name } of tables) {
    stored[name] = (await core.db.pool.query(`SELECT to_jsonb(t) AS row FROM "${name}" t`)).rows;
  }
  const places = { answers, stored, published: core.published, relayed: core.relayed };
  for (const [where, what] of Object.entries(places)) {
    expect([where, JSON.stringify(what).match(NEAR)]).toEqual([where, null]);
    expect([where, JSON.stringify(what).match(/7\.25\b/)]).toEqual([where, null]);
  }
});

test('[V1] receipts and reach are the same wherever in its cell, or out of sight, a person is', async () => {
  const { commands } = core.app;
  const asker = await present();
  /** Does the same with a person at a point, and returns everything that the asker is told. */
  const told = async (at: Point | null) => {
    const user = await present();
    if (at) await report(user, at);
    core.relayed.length = 0;
    const say = (actor: UserActor, other: UserActor) =>
      commands.sendMessage({ actor, address: to(other), text: 'hello', clientId: randomUUID() });
    const conversation = (await say(asker, user)).entries[0]?.conversation.id as string;
    await say(user, asker);
    await say(asker, user);
    await commands.markDelivered({ actor: user, conversations: { [conversation]: 3 } });
    await commands.markRead({ actor: user, conversationId: conversation, seq: 3 });
    const events = core.relayed.flatMap(({ event }) =>
      event.to === 'people' && event.userIds.includes(asker.userId) ? [event.body] : [],
    );
    if (at) await updateSharing(core.app, { actor: user, sharing: false });
    return JSON.stringify(events)
      .replaceAll(user.username, 'user')
      .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT[\d:.]+Z/g, '*');
  };
  await report(asker, { x: 0, y: 0 });
  const near = await told({ x: 3, y: 4 });
  expect(near).toContain('receipt');
  expect(await told({ x: 9, y: -6 })).toEqual(near);
  expect(await told({ x: 2_000, y: 0 })).toEqual(near);
  expect(await told(null)).toEqual(near);
});

test('[P25] each user reads which administrators looked them up, and what they saw', async () => {
  const { commands } = core.app;
  const [ana, rui] = [await present(), await present()];
  for (const user of [ana, rui]) await report(user, { x: 0, y: 0 });
  const actor = { ...(await present()), administrator: true };
  expect(await commands.listOwnLookups({ actor: ana })).toEqual([]);
  const lookUp = async () => {
    await commands.showUserActivity({ actor, username: ana.username });
    await commands.showUserRecord({ actor, id: ana.username });
    await commands.listUserSignIns({ actor, id: ana.username });
    await commands.listOnline({ actor });
  };
  await lookUp();
  // Looking again is the same look-up.
  await lookUp();
  const by = { id: actor.username, name: actor.name };
  const own = await commands.listOwnLookups({ actor: ana });
  expect(own.map(({ what }) => what)).toEqual(['online', 'sign_ins', 'record', 'activity']);
  expect(own.map((each) => each.by)).toEqual([by, by, by, by]);
  expect((await commands.listOwnLookups({ actor: rui })).map(({ what }) => what)).toEqual(['online']);
  expect(await commands.listOwnLookups({ actor })).toEqual([]);
});
