import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { findEndedCredentials } from '@/server/accounts/check-credentials';
import { createToken } from '@/server/accounts/create-token';
import { eraseUser } from '@/server/accounts/erase-user';
import { signIn } from '@/server/accounts/sign-in';
import { listAuditRecords } from '@/server/activity/list-audit-records';
import type { UserActor } from '@/server/actor';
import { authoriseBot } from '@/server/bots/authorise-bot';
import { deleteBot } from '@/server/bots/delete-bot';
import { renameBot } from '@/server/bots/rename-bot';
import { sendMessage } from '@/server/conversations/send-message';
import { showHistory } from '@/server/conversations/show-history';
import { createBuilding } from '@/server/places/save-building';
import { listPlaceChanges, undoPlaceChange } from '@/server/places/undo-place-change';
import { closeReport } from '@/server/safety/close-report';
import { confirmNotice } from '@/server/safety/confirm-notice';
import { deleteReportedMessage } from '@/server/safety/delete-reported-message';
import { findUsers } from '@/server/safety/find-users';
import { liftSuspension } from '@/server/safety/lift-suspension';
import { listNotices } from '@/server/safety/list-notices';
import { listReports } from '@/server/safety/list-reports';
import { report } from '@/server/safety/report';
import { showUserRecord } from '@/server/safety/show-user-record';
import { suspendUser } from '@/server/safety/suspend-user';
import { warnUser } from '@/server/safety/warn-user';
import { withCores } from '../support/suite';
import { createTalk, to } from '../support/talk';

const { core, other } = withCores();
const { people } = createTalk(core);

const administrator = async (): Promise<UserActor> => ({ ...(await core.person()), administrator: true });
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const told = (user: UserActor) =>
  core.relayed.flatMap(({ event }) =>
    event.to === 'people' && event.userIds.includes(user.userId) ? [event.body] : [],
  );

describe('[R10] a suspended user', () => {
  const suspend = async (user: UserActor, until = inDays(7)) =>
    suspendUser(core.app, {
      actor: await administrator(),
      id: user.username,
      reason: 'harassment',
      note: 'Third time.',
      until,
    });

  test('is refused with the end and the reason by every credential and sign-in, on every node', async () => {
    const [ana, rui] = await people(2);
    const { token } = await createToken(core.app, { username: ana.username });
    const subject = randomUUID();
    const enter = () =>
      signIn(core.app, {
        provider: 'oidc',
        subject,
        username: `s.${subject.slice(0, 8)}`,
        name: 'Somebody',
        photo: null,
        userAgent: '',
      });
    const entered = await enter();
    const browser = { username: entered.username } as UserActor;
    await other.app.commands.authenticateToken({ token });
    await core.credential(ana);
    const until = inDays(7);
    await suspend(ana, until);
    await suspend(browser, until);
    const refusal = {
      code: 'suspended',
      until,
      reason: 'harassment',
      message: expect.stringContaining('Third time.'),
    };
    await expect(other.app.commands.authenticateToken({ token })).rejects.toMatchObject(refusal);
    await expect(other.app.commands.authenticateSignIn({ signInId: entered.signInId })).rejects.toMatchObject(
      refusal,
    );
    await expect(enter()).rejects.toMatchObject(refusal);
    // Every node disconnects the sockets of credentials that the database does not accept.
    expect(core.relayed.map(({ event }) => event.body)).toContainEqual({
      type: 'cut',
      what: { userId: ana.userId },
      reason: 'suspended',
    });
    expect([...(await findEndedCredentials(other.db.pool, [ana]))]).toEqual([ana.credentialId]);
    await liftSuspension(core.app, { actor: await administrator(), id: ana.username });
    expect(await other.app.commands.authenticateToken({ token })).toMatchObject({ username: ana.username });
    expect([...(await findEndedCredentials(other.db.pool, [ana]))]).toEqual([]);
    await expect(enter()).rejects.toMatchObject(refusal);
    expect(
      await other.app.commands.authenticateToken({
        token: (await createToken(core.app, { username: rui.username })).token,
      }),
    ).toMatchObject({ username: rui.username });
  });

  test('may come back when the time has passed, and what they wrote stays', async () => {
    const [ana, rui] = await people(2);
    const { token } = await createToken(core.app, { username: ana.username });
    const { entries } = await sendMessage(core.app, {
      actor: ana,
      address: to(rui),
      text: 'still here',
      clientId: randomUUID(),
    });
    await suspend(ana);
    const conversationId = entries[0]?.conversation.id as string;
    const history = await showHistory(core.app, { actor: rui, conversationId });
    expect(history.entries.map(({ message }) => message.text)).toEqual(['still here']);
    await core.db.pool.query(`UPDATE users SET suspended_until = now() - interval '1 s' WHERE id = $1`, [
      ana.userId,
    ]);
    expect(await core.app.commands.authenticateToken({ token })).toMatchObject({ username: ana.username });
  });

  test('is no administrator, and the end is in the future', async () => {
    const [ana] = await people(1);
    await createToken(core.app, { username: ana.username, admin: true });
    await expect(suspend(ana)).rejects.toMatchObject({ code: 'conflict' });
    await expect(suspend((await people(1))[0], inDays(-1))).rejects.toMatchObject({ field: 'until' });
    await expect(suspend({ username: 'nobody' } as UserActor)).rejects.toMatchObject({ code: 'not_found' });
  });
});

test('[R11] a warning reaches all devices and is listed until it is confirmed', async () => {
  const [ana, rui] = await people(2);
  const actor = await administrator();
  await warnUser(core.app, { actor, id: ana.username, text: 'Please do not.' });
  const [notice] = await listNotices(other.app, { actor: ana });
  expect(notice).toMatchObject({ kind: 'warning', text: 'Please do not.', report: null });
  expect(told(ana)).toEqual([{ type: 'notice', notice }]);
  const id = notice?.id as string;
  await confirmNotice(core.app, { actor: rui, id });
  expect(await listNotices(other.app, { actor: ana })).toHaveLength(1);
  await confirmNotice(core.app, { actor: ana, id });
  await confirmNotice(core.app, { actor: ana, id });
  expect(await listNotices(other.app, { actor: ana })).toEqual([]);
  // Her other devices stop showing it, and hear of it once.
  expect(told(ana).slice(1)).toEqual([{ type: 'notice_confirmed', notice: id }]);
  const record = await showUserRecord(core.app, { actor, id: ana.username });
  expect(record.warnings).toMatchObject([{ text: 'Please do not.', confirmed: expect.any(String) }]);
});

test('[R12] whoever reported is told the decision, once', async () => {
  const [ana, rui] = await people(2);
  const actor = await administrator();
  const id = await report(core.app, { actor: ana, about: { username: rui.username }, reason: 'spam' });
  const close = () =>
    closeReport(core.app, { actor, id, note: 'internal', decision: 'warned', answer: 'Thank you.' });
  expect((await close()).closed).toMatchObject({ decision: 'warned', note: 'internal' });
  await close();
  const notices = await listNotices(core.app, { actor: ana });
  expect(notices).toMatchObject([
    { kind: 'report', text: 'Thank you.', report: { about: rui.name, decision: 'warned' } },
  ]);
  expect(JSON.stringify(notices)).not.toContain('internal');
  expect(await listNotices(core.app, { actor: rui })).toEqual([]);
});

test('[R13] administrators find users by name in pages, also those who opted out of search', async () => {
  const actor = await administrator();
  const word = `w${randomUUID().slice(0, 8)}`;
  const [ana, rui, eva] = await people(3);
  for (const user of [ana, rui, eva])
    await core.db.pool.query('UPDATE users SET words = $2::tsvector, searchable = false WHERE id = $1', [
      user.userId,
      `'${word}':1`,
    ]);
  const find = (options: Omit<Parameters<typeof findUsers>[1], 'actor'>) =>
    findUsers(core.app, { actor, query: word.slice(0, 5), ...options });
  const names = async (options: Parameters<typeof find>[0]) =>
    (await find(options)).users.map(({ id }) => id);
  const all = await names({});
  expect(all.toSorted()).toEqual([ana, rui, eva].map(({ username }) => username).toSorted());
  expect(await names({ after: all[0] as string })).toEqual(all.slice(1));
  expect(await names({ after: all[2] as string })).toEqual([]);
  // The last person of the page before may be erased or renamed by now.
  expect(await names({ after: 'gone', afterName: '!' })).toEqual(all);
  expect(await names({ after: all[0] as string, afterName: '\u{10FFFD}' })).toEqual([]);

  await report(core.app, { actor: rui, about: { username: ana.username }, reason: 'spam' });
  await suspendUser(core.app, { actor, id: eva.username, reason: 'spam', until: inDays(1) });
  expect(await names({ filter: 'reported' })).toEqual([ana.username]);
  expect(await names({ filter: 'suspended' })).toEqual([eva.username]);
  expect(await names({ filter: 'administrators' })).toEqual([]);
  await core.session(rui);
  expect((await find({ filter: 'online' })).users).toMatchObject([{ id: rui.username, online: true }]);
  expect((await findUsers(core.app, { actor, query: `@${ana.username}` })).users).toMatchObject([
    { id: ana.username, name: ana.name, reports: 1, suspended: null, guest: false },
  ]);
  expect((await findUsers(core.app, { actor })).users.length).toBeGreaterThan(0);
  await expect(findUsers(core.app, { actor: rui })).rejects.toMatchObject({ code: 'forbidden' });
});

test('[R13] the reports about a user are listed alone', async () => {
  const [ana, rui] = await people(2);
  const actor = await administrator();
  const id = await report(core.app, { actor: ana, about: { username: rui.username }, reason: 'spam' });
  await report(core.app, { actor: rui, about: { username: ana.username }, reason: 'other' });
  const about = (closed: boolean) => listReports(core.app, { actor, closed, about: rui.username });
  expect((await about(false)).map((each) => each.id)).toEqual([id]);
  await closeReport(core.app, { actor, id });
  expect(await about(false)).toEqual([]);
  expect((await about(true)).map((each) => each.id)).toEqual([id]);
});

test('[R13] administrators see of a person neither messages nor places', async () => {
  const [ana, rui] = await people(2);
  const actor = await administrator();
  await sendMessage(core.app, {
    actor: ana,
    address: to(rui),
    text: 'private words',
    clientId: randomUUID(),
  });
  await report(core.app, { actor: rui, about: { username: ana.username }, reason: 'spam' });
  await suspendUser(core.app, { actor, id: ana.username, reason: 'spam', until: inDays(1) });
  const record = await showUserRecord(core.app, { actor, id: ana.username });
  expect(record).toMatchObject({
    id: ana.username,
    name: ana.name,
    guest: false,
    administrator: false,
    reports: { open: 1, closed: 0 },
    suspended: expect.any(String),
    suspensions: [{ reason: 'spam', note: null, by: { id: actor.username } }],
  });
  expect(JSON.stringify(record)).not.toMatch(/private words|building|cell/);
  for (const ask of [showUserRecord, liftSuspension])
    await expect(ask(core.app, { actor: rui, id: ana.username })).rejects.toMatchObject({
      code: 'forbidden',
    });
});

test('[R14] the audit log says who did what, about whom or what, and names no erased user', async () => {
  const [ana, rui] = await people(2);
  const actor = await administrator();
  const { entries } = await sendMessage(core.app, {
    actor: ana,
    address: to(rui),
    text: 'Buy this!',
    clientId: randomUUID(),
  });
  const messageId = entries[0]?.message.id as string;
  const id = await report(core.app, { actor: rui, about: { messageId }, reason: 'spam' });
  await deleteReportedMessage(core.app, { actor, id });
  await deleteReportedMessage(core.app, { actor, id });
  await closeReport(core.app, { actor, id, decision: 'deleted' });
  await closeReport(core.app, { actor, id });
  await warnUser(core.app, { actor, id: ana.username, text: 'No adverts.' });
  await suspendUser(core.app, { actor, id: ana.username, reason: 'spam', until: inDays(1) });
  await liftSuspension(core.app, { actor, id: ana.username });
  await liftSuspension(core.app, { actor, id: ana.username });
  const name = `Pavilion ${randomUUID().slice(0, 8)}`;
  const building = { id: randomUUID(), name, campus: null, shape: null };
  await createBuilding(core.app, { actor, ...building });
  const [change] = await listPlaceChanges(core.app, { actor });
  const bot = `b-${randomUUID().slice(0, 8)}`;
  await core.db.pool.query(
    `INSERT INTO bots (id, owner_id, building_id, secret_hash) VALUES ($1, $2, $3, '')`,
    [bot, rui.userId, building.id],
  );
  await authoriseBot(core.app, { actor, id: bot, authorised: true });
  await renameBot(core.app, { actor: rui, id: bot, name: 'Mine' });
  await renameBot(core.app, { actor, id: bot, name: 'Ours' });
  await deleteBot(core.app, { actor, id: bot });
  await undoPlaceChange(core.app, { actor, id: change?.id as number });

  const log = async () => {
    const { records } = await listAuditRecords(core.app, { actor });
    return records
      .filter(({ by }) => by?.id === actor.username)
      .map(({ action, user, about }) => [action, user?.id ?? about])
      .reverse();
  };
  const aboutAna = (username: string | null) =>
    ['deleted_message', 'closed_report', 'warned', 'suspended', 'lifted_suspension'].map((action) => [
      action,
      username,
    ]);
  const others = [
    ['saved_building', name],
    ['authorised_bot', bot],
    ['renamed_bot', bot],
    ['deleted_bot', bot],
    ['undid_place_change', name],
  ];
  expect(await log()).toEqual([...aboutAna(ana.username), ...others]);
  await eraseUser(core.app, { userId: ana.userId, messages: 'keep' });
  expect(await log()).toEqual([...aboutAna(null), ...others]);
  const { records, more } = await listAuditRecords(core.app, { actor });
  const after = records[2]?.id as number;
  expect((await listAuditRecords(core.app, { actor, before: after })).records).toEqual(records.slice(3));
  expect(more).toBe(false);
  await expect(listAuditRecords(core.app, { actor: rui })).rejects.toMatchObject({ code: 'forbidden' });
});
