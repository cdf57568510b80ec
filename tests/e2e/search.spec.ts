import {
  expect,
  idOf,
  list,
  message,
  messages,
  nameOf,
  onSecondNode,
  type Page,
  ready,
  say,
  sendLines,
  test,
  violationsOn,
  writeTo,
} from './people';

const field = (page: Page) => list(page).getByRole('searchbox', { name: 'Search' });
const section = (page: Page, name: string) => list(page).getByRole('list', { name, exact: true });
const found = (page: Page) => section(page, 'Messages').getByRole('link');

test('[F1][F2][F4][U1] an old message is found, opened in its conversation, and going back keeps the search', async ({
  person,
  url,
}) => {
  const ana = await person(11);
  const rui = await person(12, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await writeTo(ana, idOf(12));
  await say(ana, 'O Pavilhão de *Química* fecha às nove, diz o João');
  await sendLines(ana, { to: 12, count: 65, url });
  await expect(message(ana, 'line 65')).toBeVisible();

  await rui.reload();
  await field(rui).fill('pavilhao qui');
  await expect(found(rui)).toHaveCount(1);
  await expect(found(rui)).toContainText(nameOf(11));
  await expect(found(rui).locator('mark')).toHaveText(['Pavilhão', 'Química']);
  await expect(rui).toHaveURL(/\?q=pavilhao%20qui$/);
  await found(rui).tap();
  const article = messages(rui).getByRole('article').filter({ hasText: 'fecha às nove' });
  await expect(article).toBeInViewport();
  await expect(article).toHaveClass(/marked/);
  await expect(message(rui, 'line 1')).toBeInViewport();
  await rui.goBack();
  await expect(field(rui)).toHaveValue('pavilhao qui');
  await expect(found(rui)).toHaveCount(1);

  // Also on a newly loaded page.
  await rui.reload();
  await expect(field(rui)).toHaveValue('pavilhao qui');
  await expect(found(rui)).toHaveCount(1);

  await field(rui).fill(`line from:${idOf(11)} in:@${idOf(11)}`);
  await expect(found(rui)).toHaveCount(20);
  await expect(found(rui).first()).toContainText('line 65');
  await list(rui).getByRole('button', { name: 'Show more' }).tap();
  await expect(found(rui)).toHaveCount(40);
  await field(rui).fill('line before:soon');
  await expect(list(rui)).toContainText('“soon” is not a date');
  await field(rui).fill('line ');
  await list(rui)
    .getByRole('button', { name: /^before:/ })
    .tap();
  await expect(field(rui)).toHaveValue('line before:');
  await field(rui).pressSequentially('2020-01-01');
  await expect(list(rui)).toContainText('No results');

  // Choosing the same result again scrolls back to it.
  await field(ana).fill('pavilhao qui');
  await found(ana).click();
  const hers = messages(ana).getByRole('article').filter({ hasText: 'fecha às nove' });
  await expect(hers).toBeInViewport();
  await messages(ana).evaluate((box) => void box.scrollTo(0, box.scrollHeight));
  await expect(hers).not.toBeInViewport();
  await found(ana).click();
  await expect(hers).toBeInViewport();

  // By its link on a new page, and by a search before the conversation was opened there: she has read everything.
  for (const anew of [() => ana.goto(`/?c=@${idOf(12)}&m=1`), () => ana.goto('/?q=pavilhao%20qui')]) {
    await anew();
    if (!ana.url().includes('m=1')) await found(ana).click();
    await expect(hers).toBeInViewport();
    await expect(hers).toHaveClass(/marked/);
  }
});

/** Users with a common conversation are found among conversations; on the second node there is none. */
test.describe('among strangers', () => {
  test.use(onSecondNode);

  test('[F3][A15] people are found by name unless they opted out; everything works by keyboard', async ({
    person,
  }) => {
    const ana = await person(9);
    await person(8, { path: null });
    const hidden = await person(12, { path: '/profile' });
    await hidden.getByRole('switch', { name: 'Others can find me by search' }).click();
    await expect(hidden.getByText(/Search does not find you/)).toBeVisible();
    const reveal = () => hidden.getByRole('switch', { name: 'Others can find me by search' }).click();

    await ready(ana);
    await ana.keyboard.press('/');
    await expect(field(ana)).toBeFocused();
    await ana.keyboard.type('sample PERSÓN 8');
    const people = section(ana, 'People').getByRole('link');
    await expect(people).toHaveText([new RegExp(idOf(8))]);
    await ana.keyboard.press('ArrowDown');
    await expect(people.first()).toBeFocused();
    expect(await violationsOn(ana)).toEqual([]);
    await ana.keyboard.press('Enter');
    await expect(ana).toHaveURL(new RegExp(`c=@${idOf(8)}`));
    await expect(ana.getByRole('heading', { name: nameOf(8), exact: true })).toBeVisible();
    await expect(field(ana)).toHaveValue('sample PERSÓN 8');

    await field(ana).fill('sample person 12');
    await expect(list(ana)).toContainText('No results');
    await field(ana).fill(idOf(12));
    await expect(people).toHaveText([new RegExp(nameOf(12))]);
    await reveal();
    await field(ana).press('Escape');
    await expect(field(ana)).toHaveValue('');
    await expect(list(ana).getByRole('heading', { name: 'Around you' })).toBeVisible();

    await ana.keyboard.press('ControlOrMeta+k');
    const palette = ana.getByRole('dialog', { name: 'Go to…' });
    await palette.getByRole('combobox').fill('shortcuts');
    await expect(palette.getByRole('option')).toHaveText(['Keyboard shortcuts']);
    expect(await violationsOn(ana)).toEqual([]);
    await ana.keyboard.press('Enter');
    await expect(ana.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await ana.keyboard.press('Escape');
    await expect(ana.getByRole('dialog')).toHaveCount(0);
    await messages(ana).focus();
    await ana.keyboard.press('Escape');
    await expect(ana).not.toHaveURL(/c=@/);
    await ana.keyboard.press('ControlOrMeta+k');
    await palette.getByRole('combobox').fill(nameOf(8));
    await expect(palette.getByRole('group', { name: 'People' }).getByRole('option')).toHaveCount(1);
    await ana.keyboard.press('Enter');
    await expect(ana).toHaveURL(new RegExp(`c=@${idOf(8)}`));

    await list(ana).getByRole('button', { name: 'New conversation' }).click();
    await ana.getByRole('menuitem', { name: 'Write to people' }).click();
    const dialog = ana.getByRole('dialog', { name: 'Write to people' });
    await dialog.getByRole('textbox', { name: 'Name or username' }).fill('person 8');
    await dialog.getByRole('button', { name: nameOf(8) }).click();
    await expect(dialog.getByRole('list', { name: 'Chosen people' })).toContainText(nameOf(8));
  });
});

test('a search without a connection waits for it', async ({ person, expectErrors }) => {
  expectErrors(/ERR_INTERNET_DISCONNECTED|WebSocket|Failed to load resource/);
  const ana = await person(10);
  await writeTo(ana, idOf(10));
  await say(ana, 'a note about penguins');
  await expect(message(ana, 'a note about penguins')).toBeVisible();
  await field(ana).fill('xylophone');
  await expect(list(ana)).toContainText('No results');
  await ana.context().setOffline(true);
  await field(ana).fill('penguin');
  await expect(list(ana)).toContainText('You are offline');
  await ana.context().setOffline(false);
  await expect(found(ana)).toHaveCount(1);
});
