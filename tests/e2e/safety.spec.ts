import { TORRE_NORTE } from '@/tests/support/campus';
import {
  accessible,
  expect,
  idOf,
  list,
  message,
  messages,
  nameOf,
  open,
  type Page,
  rowOf,
  SIGNED_OUT,
  say,
  share,
  test,
  writeTo,
} from './people';

const article = (page: Page, text: string) =>
  messages(page).getByRole('article').filter({ hasText: text }).first();
const menuOf = async (page: Page, text: string) => {
  await article(page, text).hover();
  await article(page, text).getByRole('button', { name: 'More' }).click();
};
const row = (page: Page, title: string) => list(page).getByRole('link', { name: new RegExp(`^${title}`) });
const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });
const FOLDED = 'Message from someone you blocked';

test('[R1][R3][R4][R5][M: Sending] the messages of a blocked user are folded and the user cannot write, on both tabs of the blocker; unblocking reverts it', async ({
  person,
}) => {
  // Four pages, and each is checked twice.
  test.slow();
  const eva = await person(1);
  const ana = await person(2, { at: TORRE_NORTE.at });
  const rui = await person(3, { at: TORRE_NORTE.at });
  const second = await ana.context().newPage();
  await second.goto('/');
  await writeTo(eva, idOf(2), idOf(3));
  await say(eva, 'Welcome, both');
  for (const page of [ana, second]) await open(page, `${nameOf(1)}, ${nameOf(3)}`);
  await open(rui, `${nameOf(1)}, ${nameOf(2)}`);
  await say(rui, 'Buy my notes');
  await expect(message(second, 'Buy my notes')).toHaveCount(1);
  await share(ana);
  await share(rui);
  await expect(rowOf(rui, 2)).toContainText('In my building');

  await menuOf(ana, 'Buy my notes');
  await ana.getByRole('menuitem', { name: `Block ${nameOf(3)}` }).click();
  await expect(dialog(ana, /^Block/)).toContainText('They are not told');
  await dialog(ana, /^Block/)
    .getByRole('button', { name: 'Block', exact: true })
    .click();
  for (const page of [ana, second]) {
    await expect(messages(page).getByText(FOLDED)).toHaveCount(1);
    await expect(message(page, 'Buy my notes')).toHaveCount(0);
    await expect(message(page, 'Welcome, both')).toHaveCount(1);
  }
  await expect(rowOf(rui, 2)).toHaveCount(0);
  await accessible(ana);
  await messages(ana).getByRole('button', { name: 'Show', exact: true }).click();
  await expect(message(ana, 'Buy my notes')).toHaveCount(1);
  await expect(message(second, 'Buy my notes')).toHaveCount(0);

  // His messages in the group do not notify her.
  for (const page of [ana, second]) await writeTo(page, idOf(1));
  await say(rui, 'At half the price');
  await say(eva, 'No, thank you');
  for (const page of [ana, second])
    await expect(row(page, `${nameOf(1)}, ${nameOf(3)}`)).toContainText('1 unread');
  await writeTo(rui, idOf(2));
  await say(rui, 'Then only to you');
  await expect(messages(rui)).toContainText('They are not accepting messages or invitations from you.');
  await expect(row(ana, nameOf(3))).toHaveCount(0);

  await writeTo(second, idOf(3));
  await expect(second.getByText(`You have blocked ${nameOf(3)}`)).toBeVisible();
  await expect(second.getByRole('textbox', { name: 'Message' })).toHaveCount(0);
  await ana.getByRole('button', { name: /^Menu of/ }).click();
  await ana.getByRole('button', { name: 'Blocked people' }).click();
  await expect(dialog(ana, 'Blocked people')).toContainText(idOf(3));
  await accessible(ana);
  await dialog(ana, 'Blocked people')
    .getByRole('button', { name: `Unblock ${nameOf(3)}` })
    .click();
  await expect(dialog(ana, 'Blocked people')).toContainText('You have not blocked anyone.');
  await dialog(ana, 'Blocked people').getByRole('button', { name: 'Done' }).click();

  await say(second, 'All right again');
  await expect(messages(rui).getByRole('button', { name: 'Delete', exact: true })).toBeVisible();
  await messages(rui).getByRole('button', { name: 'Retry' }).click();
  await expect(message(second, 'Then only to you')).toHaveCount(1);
  await expect(rowOf(rui, 2)).toContainText('In my building');
  await open(second, `${nameOf(1)}, ${nameOf(3)}`);
  for (const text of ['Buy my notes', 'At half the price'])
    await expect(message(second, text)).toHaveCount(1);
});

test('[R6][R7][R12] an administrator sees a reported message, deletes it for all and answers the reporter', async ({
  person,
  expectErrors,
}) => {
  test.slow();
  expectErrors(/ERR_FAILED/);
  const admin = await person(0, { path: null });
  const ana = await person(4);
  const rui = await person(5);
  await writeTo(rui, idOf(4));
  await say(rui, 'Something vile');
  await open(ana, nameOf(5));
  await menuOf(ana, 'Something vile');
  await ana.getByRole('menuitem', { name: 'Report…' }).click();
  const reportDialog = dialog(ana, 'Report this message');
  await expect(reportDialog).toContainText('Something vile');
  await expect(reportDialog.getByRole('button', { name: 'Send the report' })).toBeDisabled();
  await reportDialog.getByRole('radio', { name: /^Harassment/ }).check();
  await reportDialog.getByRole('textbox').fill('He does that every day.');
  await reportDialog.getByRole('button', { name: 'Send the report' }).click();
  await expect(reportDialog).toContainText('The administrators have your report.');
  await reportDialog.getByRole('button', { name: 'Done' }).click();

  await admin.goto('/admin/reports');
  const openReports = admin.getByRole('region', { name: 'Open' }).getByRole('listitem');
  const report = openReports.filter({ hasText: 'Something vile' });
  await expect(report).toContainText('He does that every day.');
  await expect(admin.getByRole('link', { name: /^Reports/ })).toContainText(/\d+ open/);
  await accessible(admin);
  await report.getByRole('button', { name: `Decide about ${nameOf(5)}` }).click();
  const deciding = dialog(admin, 'What do you do about it?');
  await deciding.getByRole('radio', { name: 'Remove the message' }).check();
  await deciding.getByRole('textbox', { name: /^Answer to/ }).fill('We removed it.');
  await deciding.getByRole('textbox', { name: /^Note for other/ }).fill('Spoke with him.');
  await accessible(admin);
  // The answer to the closing does not come: what was decided is done, and the retry only closes.
  let removals = 0;
  admin.on('request', (request) => {
    if (request.url().endsWith('/delete-message')) removals += 1;
  });
  await admin.route('**/close', (route) => route.abort(), { times: 1 });
  const decide = deciding.getByRole('button', { name: 'Remove it and close' });
  await decide.click();
  await expect(deciding.getByRole('alert')).toBeVisible();
  await decide.click();
  await expect(report).toHaveCount(0);
  expect(removals).toBe(1);
  for (const page of [ana, rui]) {
    await expect(messages(page)).toContainText('Removed by an administrator');
    await expect(message(page, 'Something vile')).toHaveCount(0);
  }
  const closed = admin.getByRole('region', { name: 'Closed' }).getByRole('listitem');
  await closed.filter({ hasText: 'message removed' }).first().getByText(nameOf(5)).click();
  await expect(closed.filter({ hasText: 'Something vile' })).toContainText('Spoke with him.');

  await ana.getByRole('button', { name: /The administrators/ }).click();
  const notice = dialog(ana, `Your report about ${nameOf(5)}`);
  await expect(notice).toContainText('The administrators removed the message.');
  await expect(notice).toContainText('We removed it.');
  await accessible(ana);
  await notice.getByRole('button', { name: 'I have read it' }).click();
  await expect(ana.getByRole('button', { name: /The administrators/ })).toHaveCount(0);
});

test('[R10][R11] an administrator finds a person, warns them on all devices, and suspends them until a day', async ({
  person,
  expectErrors,
}) => {
  expectErrors(/403/, SIGNED_OUT);
  test.slow();
  const admin = await person(0, {
    path: null,
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const zoe = await person(8);
  const second = await zoe.context().newPage();
  await second.goto('/');
  await admin.goto('/admin/users');
  await admin.getByRole('searchbox', { name: /^Search/ }).fill(`person 8`);
  const found = admin.getByRole('region', { name: 'People' }).getByRole('listitem');
  await expect(found).toHaveCount(1);
  await accessible(admin);
  await found.getByRole('link', { name: new RegExp(nameOf(8)) }).tap();
  await expect(admin.getByRole('heading', { level: 1, name: nameOf(8) })).toBeVisible();
  await admin.getByRole('button', { name: 'Warn' }).tap();
  const warning = dialog(admin, `Warn ${nameOf(8)}`);
  await warning.getByRole('textbox', { name: 'The warning' }).fill('Please do not post adverts.');
  await warning.getByRole('button', { name: 'Send the warning' }).tap();
  await expect(admin.getByRole('region', { name: 'Warnings and suspensions' })).toContainText('Not read yet');

  const announced = (page: Page) => page.getByRole('button', { name: /The administrators/ });
  await announced(second).click();
  await expect(dialog(second, 'A warning')).toBeVisible();
  await announced(zoe).click();
  await expect(dialog(zoe, 'A warning')).toContainText('Please do not post adverts.');
  await dialog(zoe, 'A warning').getByRole('button', { name: 'I have read it' }).click();
  await expect(dialog(second, 'A warning')).toHaveCount(0);
  for (const page of [zoe, second]) await expect(announced(page)).toHaveCount(0);

  await admin.getByRole('button', { name: 'Suspend', exact: true }).tap();
  const suspension = dialog(admin, `Suspend ${nameOf(8)}`);
  await suspension.getByRole('button', { name: '1 day' }).tap();
  await suspension.getByRole('radio', { name: 'Spam' }).check();
  await suspension.getByRole('textbox', { name: /^What they are told/ }).fill('For the adverts.');
  await accessible(admin);
  await suspension.getByRole('button', { name: 'Suspend' }).tap();
  await expect(admin.getByRole('main')).toContainText('Suspended until');
  await expect(zoe.getByText('Your account is suspended.')).toBeVisible();
  await zoe.getByRole('link', { name: 'See why' }).click();
  const why = zoe.getByRole('alert').filter({ hasText: 'Your account is suspended' });
  for (const text of ['You can sign in again from', 'Reason: Spam.', 'For the adverts.'])
    await expect(why).toContainText(text);
  await accessible(zoe);
  await accessible(admin);
  await admin.getByRole('button', { name: `End the suspension of ${nameOf(8)} now` }).tap();
  await expect(admin.getByRole('button', { name: 'Suspend', exact: true })).toBeVisible();
  await zoe.goto('/');
  await expect(list(zoe)).toBeVisible();
});

test('[M: Safety] on a phone, a user is reported and blocked from their details', async ({ person }) => {
  await person(7, { path: null });
  const page = await person(6, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await writeTo(page, idOf(7));
  await page.getByRole('button', { name: /About this conversation/ }).tap();
  await page.getByRole('button', { name: 'Report…' }).tap();
  const report = dialog(page, /^Report/);
  await report.getByRole('radio', { name: /^Spam/ }).check();
  await accessible(page);
  await report.getByRole('button', { name: 'Send the report' }).tap();
  await report.getByRole('button', { name: /^Block/ }).tap();
  const block = dialog(page, /^Block/);
  await accessible(page);
  await block.getByRole('button', { name: 'Block', exact: true }).tap();
  await expect(page.getByRole('button', { name: /^Unblock/ })).toBeVisible();
  await accessible(page);
  await page.getByRole('button', { name: /^Unblock/ }).tap();
  await expect(page.getByRole('button', { name: /^Block/ })).toBeVisible();
});
