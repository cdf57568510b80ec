import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import type { AlertRole } from '@/protocol/alert-kinds';
import type { UserActor } from '@/server/actor';
import { approveAlert } from '@/server/alerts/approve-alert';
import { forgetPeople } from '@/server/alerts/forget-people';
import { createAlertKeeper } from '@/server/alerts/keep-alerts';
import { verifyLedger } from '@/server/alerts/verify-ledger';
import { sendMessage } from '@/server/conversations/send-message';
import type { PresenceState } from '@/server/presence/store';
import { withCores } from '../support/suite';

const { core, other } = withCores();

const administrator = async (): Promise<UserActor> => ({ ...(await core.person()), administrator: true });
const inBrowser = (user: UserActor): UserActor => ({ ...user, via: 'sign-in', credentialId: randomUUID() });

/** Creates a user with these rights, in a browser. */
async function officer(...roles: (AlertRole | [AlertRole, string])[]): Promise<UserActor> {
  const user = await core.person();
  const actor = await administrator();
  for (const each of roles) {
    const [role, building] = Array.isArray(each) ? each : [each];
    await core.app.commands.grantRole({ actor, user: user.username, role, ...(building && { building }) });
  }
  return inBrowser(user);
}

let version = 1_000;
/** Moves a user, on both nodes. */
function place(user: UserActor, buildingId: string | null, change: Partial<PresenceState> = {}): void {
  const { userId, username, name } = user;
  version += 1;
  const state: PresenceState = {
    userId,
    username,
    name,
    version,
    online: true,
    sharing: false,
    end: 'gone',
    until: null,
    cell: null,
    device: null,
    range: 128,
    blocked: [],
    buildingId,
    declared: false,
    room: null,
    ...change,
  };
  for (const each of [core, other]) each.app.registry.apply(state);
}

const choose = (building: string) => ({
  template: 'fire',
  values: { time: '14:05' },
  area: { campus: null, buildings: [building] },
  nextUpdateMinutes: 15,
  expiresMinutes: 60,
});
const draftOf = (building: string) => ({
  ...choose(building),
  key: randomUUID(),
  type: 'alert' as const,
  base: 0,
});

/** Drafts, submits and approves an alert of a building. */
async function issue(building: string, change: object = {}) {
  const [drafter, approver] = [await officer('drafter'), await officer('approver')];
  const { id, hash } = await core.app.commands.draftAlert({
    actor: drafter,
    kind: 'live',
    ...draftOf(building),
    ...change,
  });
  const confirm = { kind: 'live' as const, id, hash, word: 'ALERT' };
  await core.app.commands.submitAlert({ actor: drafter, ...confirm });
  const issued = await core.app.commands.approveAlert({ actor: approver, ...confirm });
  return { ...issued, drafter, approver, confirm };
}
const recordOf = async (id: string) =>
  core.app.commands.showAlertRecord({ actor: await officer('auditor'), id });
const deliverTo = (node: typeof core) => {
  for (const { event } of core.relayed)
    if (event.to === 'nodes' && event.body.type === 'alert') node.app.alerts.apply(event.body);
};
const building = () => `b-${randomUUID().slice(0, 8)}`;
const code = (refused: string) => expect.objectContaining({ code: refused });

test('[H1][H2] two officers issue an alert, which reaches whom it concerns with the reason', async () => {
  const hall = building();
  const [inside, left, elsewhere] = await core.people(3);
  for (const user of [inside, left]) place(user as UserActor, hall);
  place(left as UserActor, 'elsewhere');
  place(elsewhere as UserActor, 'elsewhere');
  const { alert, numbers, approver, confirm, drafter } = await issue(hall);
  expect(alert).toMatchObject({ kind: 'live', revision: 1, type: 'alert', active: true });
  expect(alert.texts.en).toMatchObject({
    headline: `Fire, leave now: Building ${hall}`,
    where: `Building ${hall}`,
  });
  expect(numbers).toMatchObject({ targeted: 2, unreached: 2, answered: 0 });
  expect((await recordOf(alert.id)).audience).toEqual({ inside: 1, left: 1 });
  const own = async (user?: UserActor) => core.app.commands.listAlerts({ actor: user as UserActor });
  expect(await own(inside)).toEqual([{ alert, reason: 'inside', answer: null }]);
  expect(await own(left)).toMatchObject([{ reason: 'left' }]);
  expect(await own(elsewhere)).toEqual([]);
  // A repeated approval is the same alert; nobody else's is.
  expect((await core.app.commands.approveAlert({ actor: approver, ...confirm })).alert).toEqual(alert);
  const another = await officer('approver');
  await expect(core.app.commands.approveAlert({ actor: another, ...confirm })).rejects.toMatchObject({
    code: 'conflict',
    message: 'Another officer has issued it.',
  });
  await expect(core.app.commands.submitAlert({ actor: drafter, ...confirm })).rejects.toEqual(
    code('conflict'),
  );
  // Who was looked up because they had left learns it.
  const lookups = await core.app.commands.listLookups({ actor: left as UserActor });
  expect(lookups).toMatchObject([{ alert: alert.id, what: 'left', by: null, building: { id: hall } }]);
});

test('[H2] no one issues an alert alone, without the right, or for another place', async () => {
  const hall = building();
  const both = await officer('drafter', 'approver');
  const drafter = await officer(['drafter', hall]);
  const admin = inBrowser(await administrator());
  const { commands } = core.app;
  const draft = (actor: UserActor, place = hall) =>
    commands.draftAlert({ actor, kind: 'live', ...draftOf(place) });
  for (const role of ['approver', 'sole_operator', 'warden', 'auditor'] as const)
    await expect(draft(await officer(role))).rejects.toEqual(code('forbidden'));
  await expect(draft(admin)).rejects.toEqual(code('forbidden'));
  await expect(draft({ ...drafter, via: 'token' })).rejects.toEqual(code('forbidden'));
  await expect(draft(drafter, 'another-hall')).rejects.toEqual(code('forbidden'));

  const { id, hash } = await draft(both);
  const confirm = { kind: 'live' as const, id, hash, word: 'ALERT' };
  const approve = (actor: UserActor, change = {}) => commands.approveAlert({ actor, ...confirm, ...change });
  const approver = await officer('approver');
  await expect(approve(approver)).rejects.toEqual(code('conflict')); // not submitted
  await commands.submitAlert({ actor: both, ...confirm });
  await expect(approve(both)).rejects.toEqual(code('conflict'));
  await expect(approve(inBrowser(both))).rejects.toEqual(code('conflict'));
  await expect(approve(drafter)).rejects.toEqual(code('forbidden'));
  await expect(approve(await officer(['approver', 'another-hall']))).rejects.toEqual(code('forbidden'));
  await expect(approve(admin)).rejects.toEqual(code('forbidden'));
  await expect(approve({ ...approver, via: 'token' })).rejects.toEqual(code('forbidden'));
  await expect(approve(approver, { hash: 'b'.repeat(64) })).rejects.toEqual(code('conflict'));
  await expect(approve(approver, { word: 'EXERCISE' })).rejects.toEqual(code('conflict'));
  // By the routes of another kind the draft does not exist.
  for (const kind of ['exercise', 'test'] as const)
    await expect(approve(approver, { kind, word: kind.toUpperCase() })).rejects.toEqual(code('not_found'));
  await core.db.pool.query(
    `UPDATE alert_drafts SET submitted_at = now() - interval '301 seconds' WHERE id = $1`,
    [id],
  );
  await expect(approve(approver)).rejects.toEqual(code('conflict'));
  const { rows } = await core.db.pool.query(
    'SELECT 1 FROM alert_revisions v, LATERAL (SELECT v.content::text AS text) t WHERE t.text LIKE $1',
    [`%${hall}%`],
  );
  expect(rows).toEqual([]);
  // A right that was withdrawn is gone at once.
  const [grant] = (await commands.listGrants({ actor: { ...admin, via: 'token' } })).filter(
    ({ user }) => user.id === drafter.username,
  );
  await commands.withdrawRole({ actor: admin, id: grant?.id as string });
  await expect(draft(drafter)).rejects.toEqual(code('forbidden'));
});

test('[H2] administrators grant rights to others, not to themselves, and guests have none', async () => {
  const admin = await administrator();
  const user = await core.person();
  const grant = (name: string, actor = admin) =>
    core.app.commands.grantRole({ actor, user: name, role: 'approver' });
  await expect(grant(admin.username)).rejects.toEqual(code('conflict'));
  await expect(grant(user.username, user)).rejects.toEqual(code('forbidden'));
  await expect(grant('nobody-at-all')).rejects.toEqual(code('not_found'));
  expect(await grant(user.username)).toEqual(await grant(user.username));
});

test('[H2] a sole operator alerts alone by templates for life safety, once, and another officer reviews it', async () => {
  const hall = building();
  const operator = await officer('sole_operator', 'approver');
  const { commands } = core.app;
  const send = { actor: operator, ...choose(hall), key: randomUUID(), word: 'ALERT' };
  expect(await core.trips(() => commands.breakGlass(send))).toBeLessThanOrEqual(9);
  const { alert } = await commands.breakGlass(send);
  expect((await commands.breakGlass(send)).alert).toEqual(alert);
  await expect(commands.breakGlass({ ...send, actor: await officer('approver') })).rejects.toEqual(
    code('forbidden'),
  );
  await expect(commands.breakGlass({ ...send, word: 'TEST' })).rejects.toEqual(code('conflict'));
  const advisory = { ...send, key: randomUUID(), template: 'advisory' };
  await expect(commands.breakGlass(advisory)).rejects.toEqual(code('conflict'));
  await expect(commands.breakGlass({ ...send, template: 'lockdown' })).rejects.toEqual(code('conflict'));
  const seen = await commands.showConsole({ actor: operator });
  expect(seen.alerts.find((each) => each.alert.id === alert.id)).toMatchObject({
    reviewDue: expect.any(String),
  });
  await expect(commands.reviewAlert({ actor: operator, id: alert.id })).rejects.toEqual(code('conflict'));
  await commands.reviewAlert({ actor: await officer('approver'), id: alert.id });
  const later = await commands.showConsole({ actor: operator });
  expect(later.alerts.find((each) => each.alert.id === alert.id)).toMatchObject({ reviewDue: null });
});

test('[H3] an exercise reaches its group and a test the officers of its area, and nobody else', async () => {
  const hall = building();
  const [inside, member] = (await core.people(2)) as [UserActor, UserActor];
  place(inside, hall);
  const [drafter, approver] = [await officer(['drafter', hall]), await officer(['approver', hall])];
  const { commands } = core.app;
  const run = async (kind: 'exercise' | 'test', by: UserActor, group?: string[]) => {
    const { id, hash } = await commands.draftAlert({
      actor: drafter,
      kind,
      ...draftOf(hall),
      ...(group && { group }),
    });
    const confirm = { kind, id, hash, word: kind.toUpperCase() };
    await commands.submitAlert({ actor: drafter, ...confirm });
    return commands.approveAlert({ actor: by, ...confirm });
  };
  const exercise = await run('exercise', approver, [member.username]);
  expect(exercise.alert.texts.pt.headline).toMatch(/^EXERCÍCIO: /);
  expect((await recordOf(exercise.alert.id)).audience).toEqual({ group: 1 });
  expect(await commands.listAlerts({ actor: member })).toMatchObject([{ reason: 'group' }]);
  await expect(run('exercise', drafter, [member.username])).rejects.toEqual(code('forbidden'));
  await expect(run('exercise', approver)).rejects.toEqual(code('bad_request'));
  // A change reaches whoever takes part, without naming them again.
  const { id, hash } = await commands.draftAlert({
    actor: drafter,
    kind: 'exercise',
    ...draftOf(hall),
    type: 'update',
    alert: exercise.alert.id,
    base: 1,
  });
  const confirm = { kind: 'exercise' as const, id, hash, word: 'EXERCISE' };
  await commands.submitAlert({ actor: drafter, ...confirm });
  await commands.approveAlert({ actor: approver, ...confirm });
  expect(await commands.listAlerts({ actor: member })).toMatchObject([
    { reason: 'group', alert: { revision: 2 } },
  ]);
  const trial = await run('test', drafter);
  expect(Object.keys((await recordOf(trial.alert.id)).audience)).toEqual(['officer']);
  expect((await commands.listAlerts({ actor: drafter })).map(({ alert }) => alert.id)).toEqual([
    trial.alert.id,
  ]);
  expect(await commands.listAlerts({ actor: inside })).toEqual([]);
  // The database itself keeps the kind.
  await expect(
    core.db.pool.query(`UPDATE alerts SET kind = 'live' WHERE id = $1`, [exercise.alert.id]),
  ).rejects.toThrow(/foreign key constraint/);
});

test('[H4][H6] an update, "sent in error" and all-clear reach everyone who was ever told, wherever they are', async () => {
  const hall = building();
  const [first, entrant] = (await core.people(2)) as [UserActor, UserActor];
  place(first, hall);
  const { alert, drafter } = await issue(hall);
  deliverTo(other);
  place(first, 'elsewhere');
  place(entrant, hall);
  expect(other.app.alerts.toldTo(entrant.userId)).toMatchObject([{ reason: 'entered' }]);
  const shown = {
    alertId: alert.id,
    revision: 1,
    userId: entrant.userId,
    device: randomUUID(),
    at: Date.now(),
  };
  other.app.alerts.note([{ ...shown, channel: 'socket', reach: 'displayed' }]);
  place(entrant, 'elsewhere');
  // A receipt waits for the one under way to store who entered.
  await Promise.all([other.app.alerts.flush(), other.app.alerts.flush()]);
  const { rows } = await core.db.pool.query('SELECT reach FROM alert_receipts WHERE user_id = $1', [
    entrant.userId,
  ]);
  expect(rows).toContainEqual({ reach: 'displayed' });
  const cancel = { actor: drafter, id: alert.id, revision: 1 };
  const { alert: cancelled, numbers } = await core.app.commands.cancelAlert(cancel);
  expect(cancelled).toMatchObject({ revision: 2, type: 'cancel', active: false, nextUpdate: null });
  expect(cancelled.texts.en.headline).toBe(`Sent in error: Building ${hall}`);
  expect(numbers.targeted).toBe(2);
  const told = core.relayed.flatMap(({ event: { body } }) =>
    body.type === 'alert' && body.alert.id === alert.id && body.alert.revision === 2 ? [body.told] : [],
  );
  expect(told).toEqual([{ inside: [first.userId], entered: [entrant.userId] }]);
  expect((await core.app.commands.cancelAlert(cancel)).alert).toEqual(cancelled);
  // A stale tab changes nothing any more.
  const change = { type: 'update', alert: alert.id, base: 1 };
  await expect(issue(hall, change)).rejects.toEqual(code('conflict'));
});

test('[H4][H6] a node that dies at any point of issuing has issued the alert once or not at all', async () => {
  const hall = building();
  const [inside] = (await core.people(1)) as [UserActor];
  place(inside, hall);
  const [drafter, approver] = [await officer('drafter'), await officer('approver')];
  const { id, hash } = await core.app.commands.draftAlert({ actor: drafter, kind: 'live', ...draftOf(hall) });
  const confirm = { kind: 'live' as const, id, hash, word: 'ALERT' };
  await core.app.commands.submitAlert({ actor: drafter, ...confirm });
  const issued = async () =>
    (
      await core.db.pool.query<{ alert: string }>(
        'SELECT alert_id AS alert FROM alert_drafts WHERE id = $1 AND alert_id IS NOT NULL',
        [id],
      )
    ).rows;

  /** Approves on a node that dies before its n-th statement; returns whether it got that far. */
  const dieBefore = async (n: number): Promise<boolean> => {
    let left = n;
    const { alertDb } = core.app;
    const transaction: typeof alertDb.transaction = (work, options) =>
      alertDb.transaction((client) => {
        const query = (...args: unknown[]) => {
          left -= 1;
          if (left < 0) throw new Error('the node dies');
          return Reflect.apply(client.query, client, args);
        };
        return work(
          new Proxy(client, { get: (of, key) => (key === 'query' ? query : Reflect.get(of, key)) }),
        );
      }, options);
    // It also dies after the commit, before it tells anybody.
    const alerts = {
      ...core.app.alerts,
      apply() {
        throw new Error('the node dies');
      },
    };
    const app = { ...core.app, alertDb: { ...alertDb, transaction }, alerts };
    await expect(approveAlert(app, { actor: approver, ...confirm })).rejects.toThrow('the node dies');
    return left >= 0;
  };
  let points = 0;
  for (; !(await dieBefore(points)); points++) expect(await issued()).toEqual([]);
  expect(points).toBeGreaterThanOrEqual(12);
  const [{ alert: alertId } = { alert: '' }] = await issued();
  expect(alertId).not.toBe('');
  // Another node finds it, and the officer who repeats the request gets the same alert.
  expect(other.app.alerts.toldTo(inside.userId)).toEqual([]);
  await other.app.alerts.refresh();
  expect(other.app.alerts.toldTo(inside.userId)).toMatchObject([{ alert: { id: alertId, revision: 1 } }]);
  const { alert, numbers } = await core.app.commands.approveAlert({ actor: approver, ...confirm });
  expect([alert.id, numbers.targeted]).toEqual([alertId, 1]);
  // However often it was tried, there is one revision, one person told, and one entry of the ledger.
  const { rows } = await core.db.pool.query(
    `SELECT (SELECT count(*)::int FROM alert_revisions WHERE hash = $1) AS revisions,
       (SELECT count(*)::int FROM alert_targets WHERE user_id = $2) AS told,
       (SELECT count(*)::int FROM alert_ledger WHERE entry LIKE '%"type":"issue"%' AND entry LIKE '%' || $3 || '%') AS entries`,
    [hash, inside.userId, id],
  );
  expect(rows).toEqual([{ revisions: 1, told: 1, entries: 1 }]);
});

test.each(['tells its sessions', 'publishes', 'stores whom it told'])(
  '[H4][H6] a node that dies after the commit, before it %s, has issued the alert once',
  async (step) => {
    const hall = building();
    const [inside] = (await core.people(1)) as [UserActor];
    place(inside, hall);
    const [drafter, approver] = [await officer('drafter'), await officer('approver')];
    const { commands, alerts, relay } = core.app;
    const { id, hash } = await commands.draftAlert({ actor: drafter, kind: 'live', ...draftOf(hall) });
    const confirm = { kind: 'live' as const, id, hash, word: 'ALERT' };
    await commands.submitAlert({ actor: drafter, ...confirm });
    const die = () => {
      throw new Error('the node dies');
    };
    const dying = {
      ...core.app,
      ...(step === 'tells its sessions' && { alerts: { ...alerts, apply: die } }),
      ...(step === 'publishes' && { relay: { ...relay, publish: die } }),
      ...(step === 'stores whom it told' && { db: { ...core.db, pool: { query: die } as never } }),
    };
    await expect(approveAlert(dying, { actor: approver, ...confirm })).rejects.toThrow('the node dies');
    await other.app.alerts.refresh();
    const { alert, numbers } = await commands.approveAlert({ actor: approver, ...confirm });
    expect([alert.revision, numbers.targeted]).toEqual([1, 1]);
    await core.app.alerts.refresh();
    for (const { app } of [core, other])
      expect(app.alerts.toldTo(inside.userId)).toMatchObject([{ alert: { id: alert.id, revision: 1 } }]);
    expect((await recordOf(alert.id)).revisions).toHaveLength(1);
  },
);

test('[H4] a change is of the revision that its drafter saw, and an all-clear ends the alert', async () => {
  const hall = building();
  const { alert } = await issue(hall);
  const clear = { template: 'all-clear', type: 'all_clear', alert: alert.id };
  await expect(issue(hall, { ...clear, type: 'update', base: 1 })).rejects.toEqual(code('conflict'));
  const updated = await issue(hall, { type: 'update', alert: alert.id, base: 1 });
  expect(updated.alert).toMatchObject({ id: alert.id, revision: 2, issued: alert.issued });
  await expect(issue(hall, { ...clear, base: 1 })).rejects.toEqual(code('conflict'));
  const { commands } = core.app;
  const { drafter: actor } = updated;
  const change = { ...draftOf(hall), type: 'update' as const, alert: alert.id, base: 2 };
  const { id: waiting } = await commands.draftAlert({ actor, kind: 'live', ...change });
  const openDrafts = async () => (await commands.showConsole({ actor })).drafts.map(({ id }) => id);
  expect(await openDrafts()).toContain(waiting);
  const ended = await issue(hall, { ...clear, base: 2 });
  expect(ended.alert).toMatchObject({ revision: 3, active: false });
  expect(await openDrafts()).not.toContain(waiting);
  const record = await recordOf(alert.id);
  expect(
    record.revisions.map(({ type, draftedBy, approvedBy }) => [type, draftedBy?.id, approvedBy?.id]),
  ).toEqual([
    ['alert', expect.any(String), expect.any(String)],
    ['update', updated.drafter.username, updated.approver.username],
    ['all_clear', ended.drafter.username, ended.approver.username],
  ]);
});

test('[H2] a change needs the right for the whole area of the alert that it changes', async () => {
  const [hall, annex] = [building(), building()];
  const { alert, drafter } = await issue(hall, { area: { campus: null, buildings: [hall, annex] } });
  const { commands } = core.app;
  const clear = (actor: UserActor) =>
    commands.draftAlert({
      actor,
      kind: 'live',
      ...draftOf(hall),
      template: 'all-clear',
      type: 'all_clear',
      alert: alert.id,
      base: 1,
    });
  await expect(clear(await officer(['drafter', hall]))).rejects.toEqual(code('forbidden'));
  const { id, hash } = await clear(drafter);
  const confirm = { kind: 'live' as const, id, hash, word: 'ALERT' };
  await commands.submitAlert({ actor: drafter, ...confirm });
  const approve = (actor: UserActor) => commands.approveAlert({ actor, ...confirm });
  await expect(approve(await officer(['approver', hall]))).rejects.toEqual(code('forbidden'));
  const whole = await officer(['approver', hall], ['approver', annex]);
  expect((await approve(whole)).alert).toMatchObject({ revision: 2, active: false });
});

test('[H2] who has the right for a part of what an alert has ever been for cannot end it', async () => {
  const [hall, annex] = [building(), building()];
  const { alert } = await issue(hall, { area: { campus: null, buildings: [hall, annex] } });
  await issue(hall, { type: 'update', alert: alert.id, base: 1 });
  const cancel = { id: alert.id, revision: 2 };
  const { commands } = core.app;
  const ofHall = await officer(['drafter', hall], ['approver', hall], ['auditor', hall]);
  await expect(commands.cancelAlert({ actor: ofHall, ...cancel })).rejects.toEqual(code('forbidden'));
  await expect(commands.showAlertRecord({ actor: ofHall, id: alert.id })).rejects.toEqual(code('forbidden'));
  const ofBoth = await officer(['drafter', hall], ['drafter', annex]);
  expect((await commands.cancelAlert({ actor: ofBoth, ...cancel })).alert).toMatchObject({ type: 'cancel' });
});

test('[H2] officers see the drafts, alerts and incidents of their places, and incidents without a place', async () => {
  const [hall, annex] = [building(), building()];
  const { commands } = core.app;
  const drafter = await officer('drafter');
  const draft = (buildings: string[]) =>
    commands.draftAlert({
      actor: drafter,
      kind: 'live',
      ...draftOf(hall),
      area: { campus: null, buildings },
    });
  const [ofHall, ofBoth] = [await draft([hall]), await draft([hall, annex])];
  const { alert } = await issue(hall, { area: { campus: null, buildings: [hall, annex] } });
  const report = async (where?: string) =>
    (
      await commands.reportIncident({
        actor: await core.person(),
        text: 'Smoke.',
        ...(where && { building: where }),
      })
    ).id;
  const [there, elsewhere, nowhere] = [await report(hall), await report(annex), await report()];
  /** Returns which of these an officer sees. */
  const seenBy = async (...roles: Parameters<typeof officer>) => {
    const { drafts, alerts, incidents } = await commands.showConsole({ actor: await officer(...roles) });
    const ids = [...drafts, ...alerts.map((each) => each.alert), ...incidents].map(({ id }) => id);
    return [ofHall.id, ofBoth.id, alert.id, there, elsewhere, nowhere].map((id) => ids.includes(id));
  };
  expect(await seenBy('approver')).toEqual([true, true, true, true, true, true]);
  expect(await seenBy(['auditor', hall])).toEqual([true, false, true, true, false, true]);
  expect(await seenBy(['warden', annex])).toEqual([false, false, true, false, true, true]);
  expect(await seenBy(['drafter', building()])).toEqual([false, false, false, false, false, true]);
});

test('a preview counts no fewer than five people, in steps of five', async () => {
  const hall = building();
  const people = await core.people(7);
  const preview = async () =>
    (await core.app.commands.previewAlert({ actor: await officer('drafter'), ...choose(hall) })).audience;
  for (const user of people) place(user, hall);
  expect(await preview()).toEqual({ inside: 5 });
  for (const user of people.slice(3)) place(user, hall, { declared: true });
  expect(await preview()).toEqual({});
});

test('an approver is told whom a draft would reach, until it is issued; nobody without a right for its place', async () => {
  const hall = building();
  for (const user of await core.people(6)) place(user, hall);
  const { commands } = core.app;
  const drafter = await officer('drafter');
  const { id, hash, texts } = await commands.draftAlert({ actor: drafter, kind: 'live', ...draftOf(hall) });
  const approver = await officer(['approver', hall]);
  const preview = async (actor = approver) => commands.previewDraft({ actor, id });
  expect(await preview()).toEqual({ texts, audience: { inside: 5 } });
  await expect(preview(await officer(['approver', building()]))).rejects.toEqual(code('forbidden'));
  await expect(preview(await officer('warden'))).rejects.toEqual(code('forbidden'));
  const confirm = { kind: 'live' as const, id, hash, word: 'ALERT' };
  await commands.submitAlert({ actor: drafter, ...confirm });
  await commands.approveAlert({ actor: approver, ...confirm });
  await expect(preview()).rejects.toEqual(code('not_found'));
});

test('[H6] who was told by another node, and is not stored yet, can answer', async () => {
  const hall = building();
  const [entrant] = (await core.people(1)) as [UserActor];
  const { alert } = await issue(hall);
  deliverTo(other);
  place(entrant, hall);
  await core.app.commands.answerAlert({ actor: entrant, id: alert.id, answer: 'safe' });
  await Promise.all([core.app.alerts.flush(), other.app.alerts.flush()]);
  const warden = await officer(['warden', hall]);
  expect((await core.app.commands.callRoll({ actor: warden, id: alert.id })).people).toMatchObject([
    { id: entrant.username, answer: 'safe', reason: 'entered', building: { id: hall } },
  ]);
});

test('[H7] who was told without a building is on the roll of the building that they enter, and where they need help', async () => {
  const hall = building();
  const [lost, entrant] = (await core.people(2)) as [UserActor, UserActor];
  for (const user of [lost, entrant]) place(user, null);
  const { alert } = await issue(hall);
  place(entrant, hall);
  await core.app.alerts.flush();
  const { commands } = core.app;
  const call = async (actor: UserActor) => (await commands.callRoll({ actor, id: alert.id })).people;
  const [warden, stranger] = [await officer(['warden', hall]), await officer(['warden', 'another-hall'])];
  const inHall = { id: entrant.username, reason: 'unknown', building: { id: hall } };
  expect(await call(warden)).toMatchObject([inHall]);
  expect(await commands.listLookups({ actor: lost })).toEqual([]);

  await commands.answerAlert({ actor: lost, id: alert.id, answer: 'help', place: 'Basement' });
  expect(await call(warden)).toMatchObject([
    { id: lost.username, answer: 'help', place: 'Basement', building: null },
    inHall,
  ]);
  expect(await call(stranger)).toEqual([]);
  expect(await commands.listLookups({ actor: lost })).toMatchObject([{ by: { id: warden.username } }]);
  const forLost = { id: alert.id, user: lost.username, answer: 'safe' as const };
  await expect(commands.answerFor({ actor: stranger, ...forLost })).rejects.toEqual(code('not_found'));
  // Who has asked for help stays on the roll, whoever says that they are safe.
  await commands.answerFor({ actor: warden, ...forLost });
  const safe = { id: lost.username, answer: 'safe', place: null, building: null };
  expect(await call(warden)).toContainEqual(
    expect.objectContaining({ ...safe, answeredBy: { id: warden.username, name: warden.name } }),
  );
  await commands.answerAlert({ actor: lost, id: alert.id, answer: 'safe' });
  expect(await call(warden)).toContainEqual(expect.objectContaining({ ...safe, answeredBy: null }));
  expect(await call(stranger)).toEqual([]);
  for (const user of [lost, entrant]) place(user, 'elsewhere');
});

test('[H6] an approval takes few round trips on connections of its own, and messages wait for it', async () => {
  const hall = building();
  const [inside, sender] = (await core.people(2)) as [UserActor, UserActor];
  place(inside, hall);
  const [drafter, approver] = [await officer('drafter'), await officer('approver')];
  const { commands, precedence, alerts } = core.app;
  const { id, hash } = await commands.draftAlert({ actor: drafter, kind: 'live', ...draftOf(hall) });
  const confirm = { kind: 'live' as const, id, hash, word: 'ALERT' };
  await commands.submitAlert({ actor: drafter, ...confirm });

  const order: string[] = [];
  const { apply } = alerts;
  vi.spyOn(alerts, 'apply').mockImplementation((event) => {
    // A message that arrives while the alert is issued.
    const address = { to: 'people' as const, users: [inside.username] };
    void sendMessage(core.app, { actor: sender, address, text: 'Hello', clientId: randomUUID() }).then(() =>
      order.push('message'),
    );
    expect(precedence.passed()).toBeInstanceOf(Promise);
    apply(event);
    order.push('alert');
    applied();
  });
  let applied = () => {};
  try {
    let approved: Promise<unknown> = Promise.resolve();
    const trips = await core.trips(async () => {
      const isApplied = new Promise<void>((resolve) => {
        applied = resolve;
      });
      approved = commands.approveAlert({ actor: approver, ...confirm });
      await isApplied;
    });
    expect(trips).toBeLessThanOrEqual(7);
    await approved;
    expect(precedence.passed()).toBeUndefined();
    await expect.poll(() => order).toEqual(['alert', 'message']);
  } finally {
    vi.restoreAllMocks();
  }
  place(inside, 'elsewhere');
});

test('officers are told of an answer once, however often it is repeated', async () => {
  const hall = building();
  const [inside] = (await core.people(1)) as [UserActor];
  place(inside, hall);
  const { alert } = await issue(hall);
  const consoleChanges = async (where: string) => {
    const before = core.relayed.length;
    await core.app.commands.answerAlert({ actor: inside, id: alert.id, answer: 'help', place: where });
    return core.relayed.slice(before).filter(({ event }) => event.body.type === 'alert_console').length;
  };
  expect(await consoleChanges('Room 2.14')).toBe(1);
  expect(await consoleChanges('Room 2.14')).toBe(0);
  expect(await consoleChanges('Room 3')).toBe(1);
});

test('[H7] the place of an answer that meets the end of the alert is not stored', async () => {
  const hall = building();
  const [inside] = (await core.people(1)) as [UserActor];
  place(inside, hall);
  const { alert } = await issue(hall);
  const end = await core.db.pool.connect();
  await end.query('BEGIN');
  await end.query(`UPDATE alerts SET state = 'ended' WHERE id = $1`, [alert.id]);
  await end.query('UPDATE alert_targets SET help_at = NULL WHERE alert_id = $1', [alert.id]);
  const answer = { actor: inside, id: alert.id, answer: 'help' as const, place: 'Room 2.14' };
  const answered = expect(core.app.commands.answerAlert(answer)).rejects.toEqual(code('conflict'));
  await end.query('COMMIT');
  end.release();
  await answered;
  const { rows } = await core.db.pool.query('SELECT help_at FROM alert_targets WHERE alert_id = $1', [
    alert.id,
  ]);
  expect(rows).toEqual([{ help_at: null }]);
});

/** Locks an alert and starts `acts` one after another, each once the one before waits for the lock; then unlocks it. */
async function whileLocked<T>(id: string, acts: readonly (() => Promise<T>)[]): Promise<T[]> {
  const holder = await core.db.pool.connect();
  const waiting = async () => {
    const { rows } = await core.db.pool.query<{ count: number }>(
      `SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows[0]?.count;
  };
  await holder.query('BEGIN');
  await holder.query('SELECT 1 FROM alerts WHERE id = $1 FOR UPDATE', [id]);
  const started: Promise<T>[] = [];
  try {
    for (const act of acts) {
      started.push(act());
      await expect.poll(waiting).toBe(started.length);
    }
  } finally {
    await holder.query('COMMIT');
    holder.release();
  }
  return Promise.all(started);
}

test('[H4] two officers who cancel an alert at once are both answered with it', async () => {
  const { alert, drafter, approver } = await issue(building());
  const cancel = (actor: UserActor) => () =>
    core.app.commands.cancelAlert({ actor, id: alert.id, revision: 1 });
  const [first, second] = await whileLocked(alert.id, [cancel(drafter), cancel(approver)]);
  expect(first?.alert).toMatchObject({ revision: 2, type: 'cancel' });
  expect(second?.alert).toEqual(first?.alert);
});

test('[H7] an answer with a place that meets an update of the alert is stored', async () => {
  const hall = building();
  const [inside] = (await core.people(1)) as [UserActor];
  place(inside, hall);
  const { alert, drafter, approver } = await issue(hall);
  const { commands } = core.app;
  const change = { ...draftOf(hall), type: 'update' as const, alert: alert.id, base: 1 };
  const { id, hash } = await commands.draftAlert({ actor: drafter, kind: 'live', ...change });
  const confirm = { kind: 'live' as const, id, hash, word: 'ALERT' };
  await commands.submitAlert({ actor: drafter, ...confirm });
  await whileLocked<unknown>(alert.id, [
    () => commands.approveAlert({ actor: approver, ...confirm }),
    () => commands.answerAlert({ actor: inside, id: alert.id, answer: 'help', place: 'Room 2.14' }),
  ]);
  const { rows } = await core.db.pool.query('SELECT help_at FROM alert_targets WHERE alert_id = $1', [
    alert.id,
  ]);
  expect(rows).toEqual([{ help_at: 'Room 2.14' }]);
});

test('[H4] an alert ends by itself, once, for everyone who was told', async () => {
  const hall = building();
  const { alert } = await issue(hall);
  await core.db.pool.query(`UPDATE alerts SET expires_at = now() - interval '1 s' WHERE id = $1`, [alert.id]);
  await core.db.pool.query(
    `UPDATE alert_revisions SET content = content || jsonb_build_object('expires', $2::text) WHERE alert_id = $1`,
    [alert.id, new Date(Date.now() - 1_000).toISOString()],
  );
  await Promise.all([createAlertKeeper(core.app)(), createAlertKeeper(other.app)()]);
  await other.app.alerts.refresh();
  for (const { app } of [core, other])
    expect(app.alerts.known().find(({ id }) => id === alert.id)).toMatchObject({
      revision: 2,
      type: 'expired',
      texts: {
        pt: { headline: `Alerta expirado: Building ${hall}` },
        en: { headline: `Alert expired: Building ${hall}` },
      },
      active: false,
    });
});

test('[H7] numbers sum, answers are in the roll, and wardens see their buildings alone', async () => {
  const hall = building();
  const people = await core.people(6);
  for (const user of people) place(user, hall);
  const [ana, rui, eva, joe, ben, zoe] = people as [
    UserActor,
    UserActor,
    UserActor,
    UserActor,
    UserActor,
    UserActor,
  ];
  const { alert } = await issue(hall);
  const { commands } = core.app;
  const say = (actor: UserActor, answer: 'safe' | 'help' | 'away', where?: string) =>
    commands.answerAlert({ actor, id: alert.id, answer, place: where });
  await say(ana, 'safe');
  await say(rui, 'safe');
  await say(rui, 'help', 'Room 2.14');
  const receipt = (actor: UserActor, state: 'received' | 'displayed') =>
    commands.noteReceipts({ actor, channel: 'socket', receipts: [{ alert: alert.id, revision: 1, state }] });
  await receipt(eva, 'received');
  await receipt(joe, 'received');
  await receipt(joe, 'displayed');
  const stranger = await core.person();
  await receipt(stranger, 'displayed');
  await core.app.alerts.flush();

  const warden = await officer(['warden', hall]);
  const roll = await commands.callRoll({ actor: warden, id: alert.id });
  expect(roll.numbers).toEqual({
    targeted: 6,
    answered: 2,
    displayed: 1,
    received: 1,
    handed: 0,
    failed: 0,
    unreached: 2,
  });
  expect(roll.people[0]).toMatchObject({
    id: rui.username,
    answer: 'help',
    place: 'Room 2.14',
    answeredBy: null,
  });
  await commands.answerFor({ actor: warden, id: alert.id, user: ben.username, answer: 'safe' });
  const again = await commands.callRoll({ actor: warden, id: alert.id });
  expect(again.people.find(({ id }) => id === ben.username)).toMatchObject({
    answer: 'safe',
    answeredBy: { id: warden.username },
  });
  const stranded = await officer(['warden', 'another-hall']);
  expect((await commands.callRoll({ actor: stranded, id: alert.id })).people).toEqual([]);
  const forZoe = { id: alert.id, user: zoe.username, answer: 'safe' as const };
  await expect(commands.answerFor({ actor: stranded, ...forZoe })).rejects.toEqual(code('not_found'));
  await expect(commands.callRoll({ actor: await officer('approver'), id: alert.id })).rejects.toEqual(
    code('forbidden'),
  );
  await expect(say(stranger, 'safe')).rejects.toEqual(code('not_found'));
  const lookups = await commands.listLookups({ actor: zoe });
  // Her page calls the roll again at each answer: that is one look-up.
  expect(lookups.map(({ by }) => by?.id)).toEqual([warden.username]);
  const record = await recordOf(alert.id);
  expect(record.answers).toEqual({ safe: 2, help: 1 });
  expect(record.channels.socket).toEqual({ received: 1, displayed: 1 });
  // Where somebody needs help is forgotten with the end.
  await commands.cancelAlert({ actor: await officer('approver'), id: alert.id, revision: 1 });
  const { people: after } = await commands.callRoll({ actor: warden, id: alert.id });
  expect(after.every(({ place: where }) => where === null)).toBe(true);
  await expect(say(zoe, 'safe')).rejects.toEqual(code('conflict'));
});

test('[H7] the roll of a thousand sums after each answer, in a fixed number of statements', async () => {
  const hall = building();
  const { rows } = await core.db.pool.query<{ userId: string; username: string }>(
    `INSERT INTO users (username, name) SELECT 'roll' || n, 'Roll ' || n FROM generate_series(1, 1000) n
     RETURNING id AS "userId", username`,
  );
  const some = await core.person();
  const people = rows.map((row) => ({ ...some, ...row, name: row.username }));
  for (const user of people) place(user, hall);
  const { alert } = await issue(hall);
  const warden = await officer(['warden', hall]);
  const answers = ['safe', 'help', 'away'] as const;
  for (const [n, actor] of people.slice(0, 12).entries()) {
    const answer = answers[n % 3] as (typeof answers)[number];
    await core.app.commands.answerAlert({ actor, id: alert.id, answer });
    let roll = {
      people: [] as { id: string; answer: string | null }[],
      numbers: {} as Record<string, number>,
    };
    const statements = await core.statements(async () => {
      roll = await core.app.commands.callRoll({ actor: warden, id: alert.id });
    });
    expect(statements).toBeLessThanOrEqual(11);
    expect(new Set(roll.people.map(({ id }) => id)).size).toBe(1_000);
    expect(roll.people.find(({ id }) => id === actor.username)?.answer).toBe(answer);
    const { targeted, ...parts } = roll.numbers;
    expect([targeted, parts.answered]).toEqual([1_000, n + 1]);
    expect(Object.values(parts).reduce((sum, count) => sum + count, 0)).toBe(1_000);
  }
});

test('[H7] a thousand receipts take a handful of statements', async () => {
  const hall = building();
  const people = await core.people(100);
  for (const user of people) place(user, hall);
  const { alert } = await issue(hall);
  await core.app.alerts.flush();
  const receipts = people.flatMap(({ userId }) =>
    Array.from({ length: 10 }, () => ({
      alertId: alert.id,
      revision: 1,
      userId,
      channel: 'socket' as const,
      device: randomUUID(),
      reach: 'displayed' as const,
      at: Date.now(),
    })),
  );
  core.app.alerts.note(receipts);
  expect(await core.statements(() => core.app.alerts.flush())).toBeLessThanOrEqual(9);
  expect((await recordOf(alert.id)).numbers).toMatchObject({ targeted: 100, displayed: 100 });
  // The same again changes nothing, nor does the ledger.
  core.app.alerts.note(receipts);
  expect(await core.statements(() => core.app.alerts.flush())).toBeLessThanOrEqual(4);
});

test('[H1] a template is used once another officer has approved its newest version', async () => {
  const { commands } = core.app;
  const writer = await officer('drafter', 'approver');
  const name = `t-${randomUUID().replace(/[^a-z]/g, '')}`.slice(0, 30);
  const [fire] = (await commands.listTemplates({ actor: writer })).filter((each) => each.name === 'fire');
  const content = (fire as NonNullable<typeof fire>).content;
  const { hash } = await commands.saveTemplate({ actor: writer, name, content });
  const hall = building();
  await expect(issue(hall, { template: name })).rejects.toEqual(code('not_found'));
  await expect(commands.approveTemplate({ actor: writer, name, hash })).rejects.toEqual(code('conflict'));
  const approver = await officer('approver');
  await expect(commands.approveTemplate({ actor: approver, name, hash: 'b'.repeat(64) })).rejects.toEqual(
    code('conflict'),
  );
  await commands.approveTemplate({ actor: approver, name, hash });
  expect((await issue(hall, { template: name })).alert.event).toBe('Fire');
  const open = {
    ...content,
    texts: { ...content.texts, en: { ...content.texts.en, action: 'Go to {gate}.' } },
  };
  await expect(commands.saveTemplate({ actor: writer, name, content: open })).rejects.toEqual(
    code('conflict'),
  );
});

test('officers are reminded of an update that is due', async () => {
  const hall = building();
  const { alert } = await issue(hall);
  await core.db.pool.query(
    `UPDATE alert_revisions SET content = content || jsonb_build_object('nextUpdate', $2::text) WHERE alert_id = $1`,
    [alert.id, new Date(Date.now() - 1_000).toISOString()],
  );
  const keep = createAlertKeeper({ ...other.app, alerts: { ...other.app.alerts, flush: async () => {} } });
  const before = other.relayed.length;
  await keep();
  expect(other.relayed.slice(before).map(({ event }) => event.body.type)).toContain('alert_console');
  const seen = await core.app.commands.showConsole({ actor: await officer('drafter') });
  expect(seen.alerts.find((each) => each.alert.id === alert.id)).toMatchObject({ overdue: true });
});

test('[H7][H8] who was told is deleted after 90 days; the numbers stay, and the ledger is whole', async () => {
  const hall = building();
  const [ana] = (await core.people(1)) as [UserActor];
  place(ana, hall);
  const { alert, approver } = await issue(hall);
  const receipts = [{ alert: alert.id, revision: 1, state: 'displayed' as const }];
  await core.app.commands.noteReceipts({ actor: ana, channel: 'socket', receipts });
  await core.app.alerts.flush();
  await core.app.commands.cancelAlert({ actor: approver, id: alert.id, revision: 1 });
  await forgetPeople(core.db);
  expect(await core.app.commands.listLookups({ actor: ana })).toEqual([]);
  expect((await recordOf(alert.id)).audience).toEqual({ inside: 1 });
  await core.db.pool.query(`UPDATE alerts SET changed_at = now() - interval '91 days' WHERE id = $1`, [
    alert.id,
  ]);
  await forgetPeople(core.db);
  const { numbers, audience, revisions } = await recordOf(alert.id);
  expect(numbers).toMatchObject({ targeted: 1, displayed: 1 });
  expect([audience, revisions.length]).toEqual([{ inside: 1 }, 2]);
  expect(
    (await core.app.commands.showAlertReport({ actor: await officer('auditor'), id: alert.id })).segments,
  ).toEqual([
    {
      reason: 'inside',
      building: { id: hall, name: `Building ${hall}` },
      people: 1,
      displayed: 1,
      answered: 0,
      unreached: 0,
    },
  ]);
  expect((await verifyLedger(core.db, new Map())).faults).toEqual([]);
});

test('[H7] the report of an exercise has times, segments and what was not reached, and the yearly record', async () => {
  const hall = building();
  const [seen, answered, away] = (await core.people(3)) as [UserActor, UserActor, UserActor];
  const { commands } = core.app;
  const [drafter, approver] = [await officer('drafter'), await officer('approver')];
  const group = [seen, answered, away].map(({ username }) => username);
  const { id, hash } = await commands.draftAlert({
    actor: drafter,
    kind: 'exercise',
    ...draftOf(hall),
    group,
  });
  const confirm = { kind: 'exercise' as const, id, hash, word: 'EXERCISE' };
  await commands.submitAlert({ actor: drafter, ...confirm });
  const { alert } = await commands.approveAlert({ actor: approver, ...confirm });
  const receipts = [{ alert: alert.id, revision: 1, state: 'displayed' as const }];
  await commands.noteReceipts({ actor: seen, channel: 'socket', receipts });
  await core.app.alerts.flush();
  await commands.answerAlert({ actor: answered, id: alert.id, answer: 'safe' });
  await commands.cancelAlert({ actor: drafter, id: alert.id, revision: 1 });

  const notes = { description: '=Evacuation, "all" floors', announced: false, publicised: true };
  await commands.recordExercise({ actor: approver, id: alert.id, ...notes });
  const auditor = await officer(['auditor', hall]);
  const report = await commands.showAlertReport({ actor: auditor, id: alert.id });
  expect(report).toMatchObject({
    ended: expect.any(String),
    decisions: [
      { revision: 1, drafted: expect.any(String), submitted: expect.any(String), issued: alert.at },
      { revision: 2, drafted: null, submitted: null },
    ],
    times: [
      { revision: 1, half: expect.any(Number), last: expect.any(Number), people: 1 },
      { revision: 2, half: null, people: 0 },
    ],
    segments: [{ reason: 'group', building: null, people: 3, displayed: 1, answered: 1, unreached: 1 }],
    notSeen: { targeted: 1 },
    exercise: { ...notes, by: { id: approver.username } },
  });
  const saved = async (file: Promise<{ file: AsyncIterable<unknown>; name: string }>) =>
    text((await file).file);
  const page = await saved(commands.saveAlertReport({ actor: auditor, id: alert.id, form: 'html' }));
  expect(page).toContain('<td>=Evacuation, &#34;all&#34; floors</td>');
  const table = await saved(commands.saveAlertReport({ actor: auditor, id: alert.id, form: 'csv' }));
  expect(table).toContain(`description,"'=Evacuation, ""all"" floors"\r\n`);
  const year = alert.issued.slice(0, 4);
  const listed = await commands.listExercises({ actor: auditor, year });
  expect(listed).toMatchObject([{ id: alert.id, kind: 'exercise', notes: { announced: false } }]);
  expect(await saved(commands.saveExercises({ actor: auditor, year }))).toContain(
    'unannounced,yes,"EXERCISE: Fire',
  );
  expect(await commands.listExercises({ actor: auditor, year: '2020' })).toEqual([]);
  expect(await commands.listExercises({ actor: await officer(['auditor', building()]), year })).toEqual([]);
  const roll = await saved(commands.saveRoll({ actor: await officer('warden'), id: alert.id }));
  expect(roll.split('\r\n')).toHaveLength(5);

  const stranger = await officer(['approver', building()]);
  await expect(commands.recordExercise({ actor: stranger, id: alert.id, ...notes })).rejects.toEqual(
    code('forbidden'),
  );
  const live = await issue(hall);
  await expect(commands.recordExercise({ actor: approver, id: live.alert.id, ...notes })).rejects.toEqual(
    code('conflict'),
  );
  // The group is among who was told: it is forgotten with them.
  await core.db.pool.query(`UPDATE alerts SET changed_at = now() - interval '91 days' WHERE id = $1`, [
    alert.id,
  ]);
  await forgetPeople(core.db);
  const { rows } = await core.db.pool.query(
    'SELECT content::text AS content FROM alert_drafts WHERE id = $1',
    [id],
  );
  expect(rows[0]?.content).not.toContain(seen.username);
});

test('an incident reaches the officers alone', async () => {
  const { commands } = core.app;
  const witness = await core.person();
  const incident = await commands.reportIncident({ actor: witness, text: 'Smoke.', building: 'tower' });
  expect(incident).toMatchObject({ by: { id: witness.username }, building: { id: 'tower' }, text: 'Smoke.' });
  const seen = await commands.showConsole({ actor: await officer('auditor') });
  expect(seen.incidents).toContainEqual(incident);
  await expect(commands.showConsole({ actor: inBrowser(witness) })).rejects.toEqual(code('forbidden'));
});

test('[H8] the ledger of everything above is whole, and a change of it is found', async () => {
  expect((await verifyLedger(core.db, new Map())).faults).toEqual([]);
  const { rows } = await core.db.pool.query<{ entries: number; roots: number }>(
    `SELECT count(*)::int AS entries, count(*) FILTER (WHERE entry LIKE '%"type":"receipts"%')::int AS roots
     FROM alert_ledger`,
  );
  expect(rows[0]?.roots).toBeGreaterThan(1);
  await core.db.pool.query(
    `INSERT INTO alert_receipts SELECT alert_id, revision, user_id, 'email', device, reach, at, 0 FROM alert_receipts LIMIT 1`,
  );
  expect((await verifyLedger(other.db, new Map())).faults).toEqual([
    { seq: 0, fault: 'receipts name an entry that does not exist' },
  ]);
  await core.db.pool.query(`UPDATE alert_receipts SET reach = 'failed' WHERE reach = 'received'`);
  expect((await verifyLedger(other.db, new Map())).faults).toContainEqual(
    expect.objectContaining({ fault: 'the receipts differ from their root' }),
  );
  const beyond = new Map([[(rows[0]?.entries as number) + 1, 'a'.repeat(64)]]);
  expect((await verifyLedger(other.db, beyond)).faults.at(-1)?.fault).toMatch(/before an exported head/);
});
