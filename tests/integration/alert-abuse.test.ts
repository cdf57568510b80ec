import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { AlertRole } from '@/protocol/alert-kinds';
import type { WireAlertDraft, WireIssued } from '@/protocol/alerts';
import { CENTRAL, CIVIL, TAGUSPARK } from '../support/campus';
import { type Answer, createRest, type Rest } from '../support/rest';
import { cookieOf } from '../support/signed-in';
import { withQuad } from '../support/suite';
import { createVisitor } from '../support/visitor';

const SECRET = 'a secret of the tests that signs their cookies';
const { quad } = withQuad({ env: { NEXTAUTH_SECRET: SECRET, LIMITS: 'off' } });

/** A browser of an officer: what it sends as its credential. */
type Browser = { Cookie: string; Origin: string };
type Confirmation = { id: string; hash: string };

let rest: Rest;
let office: Awaited<ReturnType<typeof openOffice>>;
beforeAll(async () => {
  rest = createRest(quad.url);
  office = await openOffice();
  return () => rest.close();
});

const query = async <T>(sql: string, values: unknown[] = []) =>
  (await (await quad.db()).pool.query(sql, values)).rows as T[];

/** Signs a user in with another browser; creates the user if there is none. */
async function browserOf(name: string): Promise<Browser> {
  await quad.token(name);
  const [signIn] = await query<{ id: string }>(
    `INSERT INTO sign_ins (user_id, expires_at) SELECT id, now() + interval '1 day' FROM users WHERE username = $1
     RETURNING id`,
    [name],
  );
  return { Cookie: await cookieOf(signIn?.id ?? '', SECRET), Origin: quad.url };
}

async function officer(name: string, ...rights: (AlertRole | [AlertRole, string])[]): Promise<Browser> {
  const browser = await browserOf(name);
  for (const right of rights) {
    const [role, place] = Array.isArray(right) ? right : [right, ''];
    await query(
      `INSERT INTO alert_grants (user_id, role, place, granted_by)
       SELECT id, $2::"AlertRole", $3, id FROM users WHERE username = $1`,
      [name, role, place],
    );
  }
  return browser;
}

const post = (path: string, body: object, as: Browser | string | null): Promise<Answer> =>
  rest({
    method: 'POST',
    path: `/api/v1/${path}`,
    body,
    ...(typeof as === 'string' ? { bearer: as } : as && { headers: as }),
  });
const choice = (building = CENTRAL.id) => ({
  template: 'fire',
  values: { time: '14:05' },
  area: { buildings: [building] },
});
const drafting = (change: object = {}) => ({ key: randomUUID(), ...choice(), ...change });

/** Drafts a live alert, or a change of one. */
async function drafted(change: object = {}, by = office.drafter): Promise<Confirmation> {
  const { id, hash } = (await post('live-alerts/drafts', drafting(change), by)).json() as WireAlertDraft;
  return { id, hash };
}
const confirm = (
  step: 'submit' | 'approve',
  { id, hash }: Confirmation,
  as: Browser | string | null,
  change = {},
) => post(`live-alerts/drafts/${id}/${step}`, { hash, word: 'ALERT', ...change }, as);
async function submitted(change: object = {}, by = office.drafter): Promise<Confirmation> {
  const draft = await drafted(change, by);
  expect((await confirm('submit', draft, by)).status).toBe(200);
  return draft;
}
const approve = (draft: Confirmation, as: Browser | string | null, change = {}) =>
  confirm('approve', draft, as, change);
async function issued(change: object = {}): Promise<WireIssued['alert']> {
  const answer = await approve(await submitted(change), office.approver);
  expect(answer.status).toBe(200);
  return answer.json().alert;
}
const breakGlass = (as: Browser | string, change: object = {}) =>
  post('live-alerts/break-glass', { ...drafting(), word: 'ALERT', ...change }, as);
const cancel = (id: string, as: Browser | string | null, revision = 1) =>
  post(`alerts/${id}/cancel`, { revision }, as);

async function openOffice() {
  const visitor = createVisitor(quad.url);
  await visitor.enter('guest', { name: 'Maria' });
  const guest = {
    Cookie: [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    Origin: quad.url,
  };
  const bearer = await quad.token('approver');
  return {
    guest,
    bearer,
    drafter: await officer('drafter', 'drafter'),
    approver: await officer('approver', 'approver'),
    another: await officer('approver2', 'approver'),
    both: await officer('both', 'drafter', 'approver'),
    operator: await officer('operator', 'sole_operator'),
    warden: await officer('warden', 'warden'),
    auditor: await officer('auditor', 'auditor'),
    person: await officer('person'),
    administratorToken: await quad.token('chief', { admin: true }),
    administrator: await officer('chief'),
    ofCivil: await officer(
      'civil',
      ['drafter', `building:${CIVIL.id}`],
      ['approver', `building:${CIVIL.id}`],
      ['sole_operator', `building:${CIVIL.id}`],
    ),
    ofTagus: await officer(
      'tagus',
      ['approver', 'campus:2448131360898'],
      ['approver', `building:${TAGUSPARK.id}`],
    ),
    operatorToken: await quad.token('operator'),
  };
}

/** What is tried, and the status that it is refused with. */
const ABUSES: readonly [string, number, () => Promise<Answer>][] = [
  // The own draft, and the right of another.
  [
    'a drafter approves the own draft',
    409,
    async () => approve(await submitted({}, office.both), office.both),
  ],
  [
    'a drafter approves the own draft in another browser',
    409,
    async () => approve(await submitted({}, office.both), await browserOf('both')),
  ],
  ['a drafter without the right approves', 403, async () => approve(await submitted(), office.drafter)],
  ...(['operator', 'warden', 'auditor', 'person', 'administrator', 'guest'] as const).map(
    (who): [string, number, () => Promise<Answer>] => [
      `the ${who} approves`,
      403,
      async () => approve(await submitted(), office[who]),
    ],
  ),
  ['nobody approves', 401, async () => approve(await submitted(), null)],
  ['a token of an approver approves', 403, async () => approve(await submitted(), office.bearer)],
  ['a token that does not exist approves', 401, async () => approve(await submitted(), 'f'.repeat(43))],
  [
    'a page of another site approves',
    403,
    async () => approve(await submitted(), { ...office.approver, Origin: 'https://elsewhere.example' }),
  ],
  ['an approver of another building', 403, async () => approve(await submitted(), office.ofCivil)],
  ['an approver of another campus', 403, async () => approve(await submitted(), office.ofTagus)],
  [
    'an approver of one building of two',
    403,
    async () => approve(await submitted({ area: { buildings: [CIVIL.id, CENTRAL.id] } }), office.ofCivil),
  ],
  [
    'an approver whose right has ended',
    403,
    async () => {
      const former = await officer('former', 'approver');
      const draft = await submitted();
      await query(
        `DELETE FROM alert_grants WHERE user_id = (SELECT id FROM users WHERE username = 'former')`,
      );
      return approve(draft, former);
    },
  ],
  [
    'an approver whose sign-in has ended',
    401,
    async () => {
      const gone = await officer('gone', 'approver');
      await post('sign-out', {}, gone);
      return approve(await submitted(), gone);
    },
  ],
  [
    'an approver who is suspended',
    403,
    async () => {
      const suspended = await officer('suspended', 'approver');
      const until = new Date(Date.now() + 86_400_000).toISOString();
      const body = { reason: 'harassment', until };
      const path = '/api/v1/admin/users/suspended/suspend';
      expect((await rest({ method: 'POST', path, body, bearer: office.administratorToken })).status).toBe(
        200,
      );
      return approve(await submitted(), suspended);
    },
  ],

  // Another draft than was seen.
  [
    'the hash of another draft',
    409,
    async () =>
      approve(
        { ...(await submitted()), hash: (await submitted({ template: 'shelter' })).hash },
        office.approver,
      ),
  ],
  [
    'an edited draft',
    409,
    async () => {
      const seen = await submitted();
      const edited = await submitted({ area: { buildings: [CIVIL.id] } });
      return approve({ id: edited.id, hash: seen.hash }, office.approver);
    },
  ],
  [
    'a draft edited under its key',
    409,
    async () => {
      const key = randomUUID();
      await drafted({ key });
      return post('live-alerts/drafts', drafting({ key, template: 'shelter' }), office.drafter);
    },
  ],
  ['a draft that nobody submitted', 409, async () => approve(await drafted(), office.approver)],
  [
    'a draft that was discarded',
    409,
    async () => {
      const draft = await submitted();
      await post(`alert-drafts/${draft.id}/discard`, {}, office.drafter);
      return approve(draft, office.approver);
    },
  ],
  [
    'a draft that was submitted six minutes ago',
    409,
    async () => {
      const draft = await submitted();
      await query(`UPDATE alert_drafts SET submitted_at = now() - interval '6 minutes' WHERE id = $1`, [
        draft.id,
      ]);
      return approve(draft, office.approver);
    },
  ],
  [
    'a hash in capitals',
    400,
    async () => {
      const draft = await submitted();
      return approve({ ...draft, hash: draft.hash.toUpperCase() }, office.approver);
    },
  ],
  ['no word', 409, async () => approve(await submitted(), office.approver, { word: '' })],
  [
    'the word of an exercise',
    409,
    async () => approve(await submitted(), office.approver, { word: 'EXERCISE' }),
  ],
  [
    'the word in small letters',
    409,
    async () => approve(await submitted(), office.approver, { word: 'alert' }),
  ],

  // The route of another kind.
  ...(['exercise', 'test'] as const).map((kind): [string, number, () => Promise<Answer>] => [
    `a live draft by the route of the ${kind}`,
    404,
    async () => {
      const { id, hash } = await submitted();
      return post(`${kind}-alerts/drafts/${id}/approve`, { hash, word: kind.toUpperCase() }, office.approver);
    },
  ]),
  [
    'an exercise by the route of live alerts',
    404,
    async () => {
      const exercise = (
        await post('exercise-alerts/drafts', drafting({ group: ['person'] }), office.drafter)
      ).json();
      return approve(exercise, office.approver);
    },
  ],
  [
    'a body that names the kind',
    400,
    async () => approve(await submitted(), office.approver, { kind: 'live' }),
  ],
  [
    'a live alert with a group',
    400,
    async () => post('live-alerts/drafts', drafting({ group: ['person'] }), office.drafter),
  ],
  [
    'an exercise without a group',
    400,
    async () => post('exercise-alerts/drafts', drafting({ group: [] }), office.drafter),
  ],
  [
    'an exercise approved by its drafter',
    409,
    async () => {
      const { id, hash } = (
        await post('exercise-alerts/drafts', drafting({ group: ['person'] }), office.both)
      ).json();
      const body = { hash, word: 'EXERCISE' };
      await post(`exercise-alerts/drafts/${id}/submit`, body, office.both);
      return post(`exercise-alerts/drafts/${id}/approve`, body, office.both);
    },
  ],

  // Alone.
  ['a drafter and approver breaks the glass', 403, async () => breakGlass(office.both)],
  ['a token of a sole operator', 403, async () => breakGlass(office.operatorToken)],
  ['a sole operator of another building', 403, async () => breakGlass(office.ofCivil)],
  ['the word of a test', 409, async () => breakGlass(office.operator, { word: 'TEST' })],
  ['a template that saves no lives', 409, async () => breakGlass(office.operator, { template: 'advisory' })],
  ['an all-clear of nothing', 409, async () => breakGlass(office.operator, { template: 'all-clear' })],
  [
    'a template that nobody approved',
    404,
    async () => {
      const fire = (await rest({ path: '/api/v1/alert-templates', headers: office.drafter })).json();
      const { content } = fire.find(({ name }: { name: string }) => name === 'fire');
      await post('alert-templates', { name: 'my-own', content }, office.both);
      return breakGlass(office.operator, { template: 'my-own' });
    },
  ],
  [
    'a template approved by its writer',
    409,
    async () => {
      const fire = (await rest({ path: '/api/v1/alert-templates', headers: office.drafter })).json();
      const { content } = fire.find(({ name }: { name: string }) => name === 'fire');
      const { hash } = (await post('alert-templates', { name: 'another', content }, office.both)).json();
      return post('alert-templates/another/approve', { hash }, office.both);
    },
  ],
  ['an open variable', 409, async () => breakGlass(office.operator, { values: {} })],
  ['a variable of another type', 409, async () => breakGlass(office.operator, { values: { time: 'soon' } })],
  [
    'a building that does not exist',
    404,
    async () => breakGlass(office.operator, { area: { buildings: ['nowhere'] } }),
  ],
  ['no area', 400, async () => breakGlass(office.operator, { area: {} })],
];

const revisions = async () => (await query('SELECT alert_id FROM alert_revisions')).length;

test.each(ABUSES)('[H2][H3] %s: refused with %i, and nothing is sent', async (_, status, abuse) => {
  const before = await revisions();
  expect((await abuse()).status).toBe(status);
  expect(await revisions()).toBe(before);
});

test('[H2][H4] whoever repeats an approval, or acts on a stale page, sends nothing', async () => {
  const draft = await submitted();
  const answer = await approve(draft, office.approver);
  const { alert } = answer.json() as WireIssued;
  const stale = await submitted({ type: 'update', alert: alert.id, base: 1 });
  const alone = drafting({ word: 'ALERT' });
  const sole = (await post('live-alerts/break-glass', alone, office.operator)).json().alert;
  const before = await revisions();
  const again = async (answered: Promise<Answer>) => {
    const { status, json } = await answered;
    return [status, status === 200 ? json().alert.id : null];
  };
  // The same request again is answered as before.
  expect(await again(approve(draft, office.approver))).toEqual([200, alert.id]);
  expect(await again(post('live-alerts/break-glass', alone, office.operator))).toEqual([200, sole.id]);
  expect(await again(approve(draft, office.another))).toEqual([409, null]);
  expect(
    await again(post('live-alerts/break-glass', { ...alone, template: 'lockdown' }, office.operator)),
  ).toEqual([409, null]);
  expect(await again(confirm('submit', draft, office.drafter))).toEqual([409, null]);
  for (const who of ['warden', 'auditor', 'person', 'administrator', 'guest', 'ofCivil', 'bearer'] as const)
    expect([who, ...(await again(cancel(alert.id, office[who])))]).toEqual([who, 403, null]);
  expect(await again(cancel(alert.id, null))).toEqual([401, null]);
  expect(await again(cancel(alert.id, office.approver, 2))).toEqual([409, null]);
  expect(await revisions()).toBe(before);

  const next = await issued({ type: 'update', alert: alert.id, base: 1 });
  expect(next.revision).toBe(2);
  expect(await again(approve(stale, office.approver))).toEqual([409, null]);
  expect(await again(cancel(alert.id, office.approver, 1))).toEqual([409, null]);
  expect(
    await again(
      post('live-alerts/drafts', drafting({ type: 'update', alert: alert.id, base: 1 }), office.drafter),
    ),
  ).toEqual([409, null]);
  expect(await revisions()).toBe(before + 1);
  expect(await again(cancel(alert.id, office.drafter, 2))).toEqual([200, alert.id]);
  expect(await again(cancel(alert.id, office.drafter, 2))).toEqual([200, alert.id]);
  expect(
    await again(
      post('live-alerts/drafts', drafting({ type: 'update', alert: alert.id, base: 3 }), office.drafter),
    ),
  ).toEqual([409, null]);
  expect(await revisions()).toBe(before + 2);
});
