import { randomUUID } from 'node:crypto';
import type { AlertKind } from '@/protocol/alert-kinds';
import { CIVIL, TORRE_NORTE } from '@/tests/support/campus';
import { type Quad, startQuad } from '@/tests/support/quad';
import { createVisitor, type Visitor } from '@/tests/support/visitor';
import { type Elsewhere, signInElsewhere } from './elsewhere';
import { accessible, expect, idOf, list, type Page, test } from './people';

// A node of its own: an alert asks everybody whose place is not known.
let quad: Quad;
test.beforeAll(async () => {
  quad = await startQuad({ env: { LIMITS: 'off', PRESENCE_EPOCH_SECONDS: '0', LANGUAGES: 'en,pt,ar' } });
});
test.afterAll(async () => quad?.remove());

const PHONE = { width: 390, height: 844 };
const card = (page: Page, name?: RegExp) => page.getByRole('alertdialog', name && { name });
const strip = (page: Page) => page.getByRole('region', { name: 'Active alerts' });
const tap = (page: Page, name: string | RegExp) => card(page).getByRole('button', { name }).click();

const writing = (page: Page) => list(page).getByRole('button', { name: 'New conversation' });

/** Returns the revisions that the service worker of this browser shows no more. Runs in the page. */
async function shownRevisions(): Promise<number[]> {
  // Opening a database that is not there would create it, without what the page expects in it.
  if (!(await indexedDB.databases()).some(({ name }) => name === 'quad-alerts')) return [];
  const opening = indexedDB.open('quad-alerts');
  await new Promise((done) => opening.addEventListener('success', done));
  const reading = opening.result.transaction('shown').objectStore('shown').getAll();
  await new Promise((done) => reading.addEventListener('success', done));
  opening.result.close();
  return reading.result.map(({ revision }: { revision: number }) => revision);
}

/** Signs officers in and returns what they do, without browsers. */
async function createOfficers() {
  const [administrator, drafter, approver] = await Promise.all(
    [0, 8, 9].map(async (n) => {
      const visitor = createVisitor(quad.url);
      await visitor.signIn(idOf(n));
      return visitor;
    }),
  );
  for (const [n, role] of [
    [8, 'drafter'],
    [9, 'approver'],
  ] as const)
    await (administrator as Visitor).command('/api/v1/admin/alert-grants', { user: idOf(n), role });
  const send = async <T>(visitor: Visitor | undefined, path: string, body: object) =>
    (await (visitor as Visitor).command(`/api/v1/${path}`, body)).json as T;

  return {
    /** Drafts, submits and approves a revision of a fire in Torre Norte; returns the alert. */
    async issue(kind: AlertKind, change: object = {}): Promise<{ id: string; revision: number }> {
      const path = `${kind}-alerts/drafts`;
      const { id, hash } = await send<{ id: string; hash: string }>(drafter, path, {
        key: randomUUID(),
        template: 'fire',
        values: { time: '14:05' },
        area: { buildings: [TORRE_NORTE.id] },
        ...change,
      });
      const confirm = { hash, word: kind === 'live' ? 'ALERT' : 'EXERCISE' };
      await send(drafter, `${path}/${id}/submit`, confirm);
      return (
        await send<{ alert: { id: string; revision: number } }>(approver, `${path}/${id}/approve`, confirm)
      ).alert;
    },
    cancel: (id: string, revision: number) => send(drafter, `alerts/${id}/cancel`, { revision }),
    numbersOf: async (id: string) =>
      ((await (drafter as Visitor).visit(`/api/v1/alerts/${id}`)).json as { numbers: object }).numbers,
  };
}

test('[H3][H4][H5][H6][H7] an alert reaches who is inside, has left, is nowhere or walks in; they answer, and learn that it was sent in error', async ({
  person,
}) => {
  test.slow();
  const { url } = quad;
  const officers = await createOfficers();
  const ana = await person(1, { url, viewport: PHONE });
  const rui = await person(2, { url });
  const eva = await person(3, { url });
  const leo = await person(4, { url });
  const all = [rui, eva, leo, ana];
  const places = new Map<number, Elsewhere>();
  const moveTo = async (n: number, building: string) => {
    const session = places.get(n) ?? (await signInElsewhere(n, url));
    places.set(n, session);
    await session.say('declare_building', { building });
  };
  await moveTo(1, TORRE_NORTE.id);
  await moveTo(2, CIVIL.id);
  await moveTo(4, TORRE_NORTE.id);
  await moveTo(4, CIVIL.id);

  const { id } = await officers.issue('live');
  await expect(card(ana, /^Alert Fire, leave now: Torre Norte/)).toBeVisible();
  await expect(ana).toHaveTitle(/^Alert: Fire, leave now/);
  await expect(card(ana)).toContainText('Fogo, saia já: Torre Norte');
  await expect(card(ana)).toContainText('you chose this place');
  await expect(card(leo)).toContainText('within the last 10 minutes');
  await expect(card(eva)).toContainText('Are you there?');
  await expect(card(rui)).toHaveCount(0);
  await accessible(ana);
  await tap(ana, 'I’m safe');
  await expect(card(ana)).toHaveCount(0);
  await expect(strip(ana)).toContainText('You: safe');
  await expect(ana).toHaveTitle(/^(\(\d+\) )?Quad$/);
  await tap(eva, 'No, I’m not there');
  await tap(leo, 'I need help');
  await card(leo).getByRole('textbox').fill('Floor 2, beside the lift');
  await tap(leo, 'Send');
  await expect(strip(leo)).toContainText('You: need help');

  // Over what is open.
  await writing(rui).click();
  await rui.getByRole('menuitem', { name: 'Write to people' }).click();
  await expect(rui.getByRole('dialog').getByRole('textbox')).toBeFocused();
  await moveTo(2, TORRE_NORTE.id);
  await expect(card(rui)).toContainText('you have entered this place');
  await expect(card(rui).getByRole('heading', { level: 1 })).toBeFocused();
  await expect(card(rui).getByRole('button', { name: 'Answer later' })).toBeEnabled();
  await rui.keyboard.press('Escape');
  await expect(card(rui)).toHaveCount(0);
  // The answer can be changed.
  await strip(ana).getByRole('button').click();
  await expect(card(ana).getByRole('button', { name: 'I’m safe' })).toHaveAttribute('aria-pressed', 'true');
  await tap(ana, 'Close');

  await officers.issue('live', { type: 'update', alert: id, base: 1 });
  await expect(card(ana, /^Alert · Update/)).toBeVisible();
  await expect
    .poll(() => officers.numbersOf(id))
    .toMatchObject({ targeted: 4, answered: 3, displayed: 1, unreached: 0 });

  await expect.poll(() => ana.evaluate(shownRevisions)).toEqual([2]);
  await officers.cancel(id, 2);
  for (const page of all) {
    await expect(card(page, /^Sent in error/)).toBeVisible();
    await expect(strip(page)).toHaveCount(0);
    await tap(page, 'Close');
    await expect(card(page)).toHaveCount(0);
  }
  await ana.reload();
  await expect(ana.getByRole('navigation', { name: 'Sections' })).toBeVisible();
  await expect(card(ana)).toHaveCount(0);
  // On every page of a signed-in user.
  await leo.goto('/profile');
  await officers.issue('exercise', { group: [idOf(3), idOf(4)] });
  await tap(leo, 'I’m safe');
  await leo.goto('/bots');
  await expect(strip(leo)).toContainText('You: safe');
  await expect(card(eva, /^Exercise EXERCISE: Fire/)).toContainText('Nothing has happened.');
  await tap(eva, 'I’m safe');
  await expect(strip(eva)).toContainText('Exercise');

  // A notification opens an alert, also one that has ended.
  await leo.goto(`/?alert=${id}`);
  await expect(card(leo, /^Sent in error/)).toBeVisible();
  await tap(leo, 'Close');
  await expect(leo).toHaveURL(/\/$/);
  await leo.goto('/my-alerts');
  await expect(leo.getByRole('region', { name: 'Who looked up where I was' })).toContainText(
    'You had left Torre Norte shortly before',
  );
  await leo.getByRole('textbox', { name: 'What you see' }).fill('Smoke behind the library');
  await leo.getByRole('button', { name: 'Tell the officers' }).click();
  await expect(leo.getByRole('status')).toContainText('The officers have it');
  for (const session of places.values()) await session.end();
});
