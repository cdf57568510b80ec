import type { Locator } from '@playwright/test';
import { accessible, expect, idOf, nameOf, type Page, signInWithoutPages, test } from './people';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const DRAFTER = 9;
const APPROVER = 10;
const RECIPIENT = 11;
const SOLE = 12;

/** Counts what an officer does: presses, and words typed. */
function hands() {
  const counts = { presses: 0, words: 0 };
  return {
    counts,
    async press(locator: Locator): Promise<void> {
      counts.presses += 1;
      await locator.click();
    },
    async type(page: Page, word: string): Promise<void> {
      counts.words += 1;
      await page.getByRole('textbox', { name: `Type ${word}` }).fill(word);
    },
  };
}

const situation = (page: Page) => page.getByRole('heading', { name: 'Situation', level: 1 });
const active = (page: Page) => page.getByRole('region', { name: 'Active', exact: true });
const card = (page: Page) =>
  active(page).getByRole('article', { name: 'Fire, leave now: Pavilhão de Civil' });

/** Returns the alerts that a person was told of, as their own page reads them. */
async function alertsOf({ request }: Page): Promise<{ type: string; answer: string | null }[]> {
  const own = await (await request.get('/api/v1/alerts')).json();
  return own.map(({ alert, answer }: { alert: { type: string }; answer: string | null }) => ({
    type: alert.type,
    answer,
  }));
}

let appointed = false;
test.beforeEach(async ({ browserOf, url }) => {
  if (appointed) return;
  const context = (await browserOf()).context();
  // Only who has signed in once can have a right; the last one to sign in here is the administrator.
  for (const n of [DRAFTER, APPROVER, SOLE, 0]) await signInWithoutPages(context, url, n);
  for (const [n, role] of [
    [DRAFTER, 'drafter'],
    [APPROVER, 'approver'],
    [APPROVER, 'warden'],
    [SOLE, 'sole_operator'],
  ] as const) {
    const data = { user: idOf(n), role };
    const answer = await context.request.post('/api/v1/admin/alert-grants', {
      data,
      headers: { Origin: url },
    });
    expect(answer.ok()).toBe(true);
  }
  appointed = true;
});

test('[H2][H3][H6][H7] two officers get from a template to an alert, to the roll-call, and to sent in error', async ({
  person,
}) => {
  test.slow();
  const recipient = await person(RECIPIENT);
  const drafter = await person(DRAFTER);
  const approver = await person(APPROVER, { ...PHONE, path: '/alert-console' });
  await drafter.getByRole('button', { name: /^Menu of/ }).click();
  await drafter.getByRole('link', { name: 'Alert console' }).click();
  await expect(active(approver)).toContainText('No alert is active.');
  const elsewhere = await approver.context().newPage();
  await elsewhere.goto('/');

  const first = hands();
  await first.press(drafter.getByRole('link', { name: /^Live alert/ }));
  await first.press(drafter.getByRole('button', { name: 'Fire, leave now' }));
  await first.press(
    drafter.getByRole('region', { name: 'Map of the campus' }).getByRole('button', { name: /Civil/ }).first(),
  );
  const check = drafter.getByRole('region', { name: 'Check and send' });
  await expect(check).toContainText('Fogo, saia já: Pavilhão de Civil');
  await expect(check).toContainText('and whoever enters');
  await accessible(drafter);
  await first.type(drafter, 'ALERT');
  await first.press(drafter.getByRole('button', { name: 'Submit to an approver' }));
  await expect(situation(drafter)).toBeVisible();
  expect(first.counts).toEqual({ presses: 4, words: 1 });

  // The approver is told by the server, on the main page as well; nothing is issued yet.
  expect(await alertsOf(recipient)).toEqual([]);
  await expect(elsewhere.getByRole('link', { name: /waits for your approval/ })).toBeVisible();
  await elsewhere.close();
  const second = hands();
  await second.press(approver.getByRole('link', { name: 'Review' }));
  await expect(approver.getByRole('region', { name: 'English' }).first()).toContainText('Fire, leave now');
  await accessible(approver);
  await second.type(approver, 'ALERT');
  await second.press(approver.getByRole('button', { name: 'Approve and send' }));
  expect(second.counts).toEqual({ presses: 2, words: 1 });

  for (const page of [drafter, approver]) await expect(card(page)).toContainText('Next update in');
  expect(await alertsOf(recipient)).toEqual([{ type: 'alert', answer: null }]);
  await accessible(approver);

  await card(approver).getByRole('link', { name: 'Roll-call' }).click();
  const people = approver.getByRole('list', { name: 'People' });
  const row = people.getByRole('listitem').filter({ hasText: nameOf(RECIPIENT) });
  await row.getByRole('button', { name: 'Safe' }).click();
  await expect(row).toContainText(`answered by ${nameOf(APPROVER)}`);
  await approver.getByRole('button', { name: /^Safe 1/ }).click();
  await expect(people.getByRole('listitem')).toHaveCount(1);
  await accessible(approver);
  expect(await alertsOf(recipient)).toEqual([{ type: 'alert', answer: 'safe' }]);
  await expect(card(drafter)).toContainText('1 answered');

  const third = hands();
  await third.press(card(drafter).getByRole('button', { name: 'Sent in error' }));
  await third.press(drafter.getByRole('button', { name: 'Tell everyone: sent in error' }));
  expect(third.counts.presses).toBe(2);
  await expect(active(drafter)).toContainText('No alert is active.');
  expect(await alertsOf(recipient)).toEqual([{ type: 'cancel', answer: 'safe' }]);
  await drafter.getByRole('region', { name: 'Ended within a day' }).getByRole('link').first().click();
  await expect(drafter.getByRole('region', { name: 'What happened' })).toContainText('Sent in error');
  await expect(drafter.getByRole('region', { name: 'Answers' })).toContainText('1 Safe');
  await expect(drafter.getByRole('region', { name: 'To whom, and where' }).first()).toContainText(
    'place not known',
  );
  await accessible(drafter);
});

/** A message of CAP of the weather service. */
const storm = (now: Date) => {
  const time = (minutes: number) =>
    `${new Date(now.getTime() + minutes * 60_000).toISOString().slice(0, 19)}-00:00`;
  return (
    '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>storm-1</identifier><sender>met.example</sender>' +
    `<sent>${time(0)}</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info>` +
    '<category>Met</category><event>Storm</event><urgency>Immediate</urgency><severity>Severe</severity>' +
    `<certainty>Likely</certainty><expires>${time(60)}</expires><headline>Storm over Lisbon</headline></info></alert>`
  );
};

test('[H2][H9] a sole operator alerts alone on a phone of a warning of others, and takes it back', async ({
  person,
  url,
}) => {
  const sole = await person(SOLE, { ...PHONE, path: '/alert-console' });
  const gateway = await person(RECIPIENT, { path: null });
  await expect(active(sole)).toBeVisible();
  const posted = await gateway.request.post('/api/v1/cap-messages', {
    data: storm(new Date()),
    headers: { Origin: url, 'Content-Type': 'application/cap+xml' },
  });
  expect(posted.ok()).toBe(true);
  // It comes by itself, and has alerted nobody.
  const warnings = sole.getByRole('region', { name: 'What other authorities warn of' });
  await expect(warnings).toContainText('Storm over Lisbon');
  expect(await alertsOf(gateway)).not.toContainEqual(expect.objectContaining({ type: 'alert' }));
  await accessible(sole);
  const alone = hands();
  await alone.press(warnings.getByRole('link', { name: 'Draft an alert' }));
  await expect(sole.getByText('Storm over Lisbon')).toBeVisible();
  await expect(sole.getByRole('button', { name: 'All of Alameda' })).toHaveAttribute('aria-pressed', 'true');
  await alone.press(sole.getByRole('button', { name: 'Take shelter' }));
  await alone.type(sole, 'ALERT');
  await accessible(sole);
  await alone.press(sole.getByRole('button', { name: 'Send now, alone' }));
  await expect(sole.getByText('Issued by one officer alone.')).toBeVisible();
  expect(alone.counts).toEqual({ presses: 3, words: 1 });
  await sole.getByRole('button', { name: 'Sent in error' }).tap();
  await sole.getByRole('button', { name: 'Tell everyone: sent in error' }).tap();
  await expect(sole.getByRole('heading', { level: 1 })).toContainText('Sent in error: Alameda');
});

test('[H2] an administrator grants a right for a place on a phone, and withdraws it, never their own', async ({
  person,
}) => {
  const admin = await person(0, { ...PHONE, path: '/admin/officers' });
  await admin.getByRole('button', { name: 'Grant a right' }).tap();
  const find = admin.getByRole('searchbox', { name: 'Find a person' });
  const found = admin.getByRole('list', { name: 'People found' });
  await find.fill('sample');
  await expect(found.getByRole('button').first()).toBeVisible();
  await expect(found).not.toContainText(idOf(0));
  await find.fill(idOf(APPROVER));
  await found.getByRole('button', { name: nameOf(APPROVER) }).tap();
  await admin.getByRole('combobox', { name: /^Right/ }).selectOption({ label: 'Auditor' });
  await admin.getByRole('combobox', { name: 'Place' }).selectOption({ label: 'Alameda' });
  await accessible(admin);
  await admin.getByRole('dialog').getByRole('button', { name: 'Grant', exact: true }).tap();
  const auditors = admin.getByRole('region', { name: 'Auditor' });
  await expect(auditors).toContainText(nameOf(APPROVER));
  await expect(auditors).toContainText('Alameda');
  await auditors.getByRole('button', { name: /^Withdraw from/ }).tap();
  await admin.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).tap();
  await expect(auditors).toHaveCount(0);
});

test('[H1][H2] a new version of a template is used once another officer has approved it, by keyboard', async ({
  person,
}) => {
  const drafter = await person(DRAFTER, { path: '/alert-console?templates=advisory' });
  const approver = await person(APPROVER, { path: null });
  await drafter.getByRole('button', { name: 'Write a new version' }).press('Enter');
  const what = drafter.getByRole('region', { name: 'English' }).getByRole('textbox', { name: 'What to do' });
  await what.fill('Stay calm, {who} explains.');
  await expect(drafter.getByText(/not declared/)).toContainText('{who}');
  await what.fill('Stay calm and read on.');
  await accessible(drafter);
  await drafter.getByRole('button', { name: 'Save the version' }).press('Enter');
  await expect(drafter.getByText('Another officer approves it.')).toBeVisible();

  await approver.goto('/alert-console?templates');
  await approver.getByRole('link', { name: 'Be alert' }).press('Enter');
  await expect(approver.locator('mark')).toHaveText('Stay calm and read on.');
  await approver.getByRole('button', { name: 'Approve this version' }).press('Enter');
  await expect(approver.getByText('advisory · version 1')).toBeVisible();
  await expect(approver.getByRole('button', { name: 'Approve this version' })).toHaveCount(0);
  await drafter.goto('/alert-console?new=test');
  await drafter.getByRole('button', { name: 'Be alert' }).press('Enter');
  await drafter.getByRole('button', { name: 'All of Alameda' }).press('Enter');
  await expect(drafter.getByText('TEST: Be alert').first()).toBeVisible();
  await expect(drafter.getByText('Stay calm and read on.').first()).toBeVisible();
});
