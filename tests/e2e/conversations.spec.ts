import {
  accessible,
  article,
  expect,
  idOf,
  list,
  menuOf,
  message,
  messages,
  nameOf,
  open,
  type Page,
  say,
  sendLines,
  sendTo,
  test,
  writeTo,
} from './people';
import { keeps } from './stored';

const row = (page: Page, title: string) => list(page).getByRole('link', { name: new RegExp(`^${title}`) });

test('[C1][C4][C5][C6] in a new group, messages, reactions, replies, edits and deletions are seen by all at once', async ({
  person,
}) => {
  await person(0, { path: null });
  const ana = await person(1);
  const rui = await person(2);
  const second = await rui.context().newPage();
  await second.goto('/');
  await list(ana).getByRole('button', { name: 'New conversation' }).click();
  await ana.getByRole('menuitem', { name: 'Write to people' }).click();
  const dialog = ana.getByRole('dialog', { name: 'Write to people' });
  for (const id of [idOf(2), idOf(0)]) {
    await dialog.getByRole('textbox', { name: 'Name or username' }).fill(id);
    await dialog.getByRole('textbox', { name: 'Name or username' }).press('Enter');
  }
  await dialog.getByRole('textbox', { name: /^Name of the group/ }).fill('Field trip');
  await dialog.getByRole('button', { name: 'Create a group with 2 people' }).click();
  await say(ana, 'Is **everybody** here?');
  for (const page of [rui, second]) {
    await open(page, 'Field trip');
    await expect(article(page, 'everybody').locator('strong')).toHaveText('everybody');
  }
  await menuOf(rui, 'everybody');
  await rui.getByRole('menuitemcheckbox', { name: 'React with 👍' }).click();
  for (const page of [ana, rui, second])
    await expect(article(page, 'everybody').getByRole('list', { name: 'Reactions' })).toContainText('👍');
  await menuOf(rui, 'everybody');
  await rui.getByRole('menuitem', { name: 'More emoji…' }).click();
  await rui.getByRole('searchbox', { name: 'Search emoji' }).fill('café');
  await rui.keyboard.press('Enter');
  await expect(article(ana, 'everybody').getByRole('list', { name: 'Reactions' })).toContainText('☕');
  await article(rui, 'everybody').hover();
  await article(rui, 'everybody').getByRole('button', { name: 'Reply' }).click();
  await say(rui, 'I am');
  for (const page of [ana, second]) await expect(article(page, 'I am')).toContainText('everybody');
  await article(ana, 'everybody').getByRole('button', { name: '1 reply' }).click();
  await expect(ana.getByRole('dialog', { name: 'Replies' }).getByRole('article')).toHaveText([
    /everybody/,
    /I am/,
  ]);
  await ana.keyboard.press('Escape');
  await expect(ana.getByRole('dialog')).toHaveCount(0);

  const field = ana.getByRole('textbox', { name: 'Message' });
  await field.press('ArrowUp');
  await expect(field).toHaveValue('Is **everybody** here?');
  await field.fill('Is anybody here?');
  await field.press('Enter');
  for (const page of [ana, rui, second])
    await expect(article(page, 'Is anybody here?')).toContainText('edited');

  await menuOf(ana, 'Is anybody here?');
  await ana.getByRole('menuitem', { name: 'Delete' }).click();
  await ana
    .getByRole('dialog', { name: /Delete/ })
    .getByRole('button', { name: 'Delete' })
    .click();
  for (const page of [rui, second]) {
    await expect(messages(page)).toContainText('Deleted message');
    await expect(messages(page)).not.toContainText('Is anybody here?');
  }
});

test('[C2][C24] a channel is created, found, joined, written in, renamed, left and deleted', async ({
  person,
}) => {
  const ana = await person(3);
  const rui = await person(4);
  await list(ana).getByRole('button', { name: 'New conversation' }).click();
  await ana.getByRole('menuitem', { name: 'New channel' }).click();
  const dialog = ana.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Rowing');
  await dialog.getByRole('textbox', { name: /^Topic/ }).fill('Boats and mornings');
  await dialog.getByRole('button', { name: /^(Make|Create)/ }).click();
  await say(ana, 'Seven o’clock at the river');

  await list(rui).getByRole('button', { name: 'New conversation' }).click();
  await rui.getByRole('menuitem', { name: 'Browse channels' }).click();
  await rui.getByRole('button', { name: 'Join Rowing' }).click();
  await expect(message(rui, 'Seven o’clock at the river')).toHaveCount(1);
  await say(rui, 'I bring the oars');
  await expect(message(ana, 'I bring the oars')).toHaveCount(1);

  await ana.getByRole('button', { name: /About this conversation/ }).click();
  await ana.getByRole('button', { name: 'Manage the channel' }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Rowing team');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  for (const page of [ana, rui])
    await expect(page.getByRole('heading', { name: 'Rowing team', level: 2 })).toBeVisible();

  await rui.getByRole('button', { name: /About this conversation/ }).click();
  await expect(rui.getByRole('button', { name: 'Manage the channel' })).toHaveCount(0);
  await rui.getByRole('button', { name: /^Leave/ }).click();
  await rui
    .getByRole('dialog')
    .getByRole('button', { name: /^Leave/ })
    .click();
  await expect(rui.getByText('You have left this channel.')).toBeVisible();
  await say(ana, 'Too late for you');
  await expect(message(ana, 'Too late for you')).toHaveCount(1);
  await expect(messages(rui)).not.toContainText('Too late for you');
  await ana.getByRole('button', { name: 'Manage the channel' }).click();
  await dialog.getByRole('button', { name: 'Delete the channel' }).click();
  await dialog.getByRole('button', { name: 'Delete for everyone' }).click();
  await expect(ana.getByText('You have left this channel.')).toBeVisible();
});

test('[C9][C17][C18][C20][D9][U3][Q1][Q2][V1][V4][M: Drafts][M: Devices][M: Unread][M: Receipts] requests, unread counts and marks, receipts, pins and drafts are the same on every device', async ({
  person,
  url,
}) => {
  const ana = await person(5);
  const write = (text: string) => sendTo(ana, { to: 6, text, url });
  const desk = await person(6);
  const sofa = await person(6);
  await writeTo(ana, idOf(6));
  for (const text of ['one', 'two', 'three']) await say(ana, text);
  for (const page of [desk, sofa]) await expect(row(page, nameOf(5))).toContainText('3 unread');
  const requests = (page: Page) => list(page).getByRole('list', { name: 'Message requests' });
  for (const page of [desk, sofa]) await expect(requests(page)).toContainText(nameOf(5));
  await open(desk, nameOf(5));
  await expect(message(desk, 'three')).toBeVisible();
  await desk.getByRole('region', { name: 'Message request' }).getByRole('button', { name: 'Accept' }).click();
  for (const page of [desk, sofa]) await expect(requests(page)).toHaveCount(0);
  const unread = async (count: string) => {
    for (const page of [desk, sofa]) await expect(row(page, nameOf(5))).toContainText(`${count} unread`);
  };
  const allRead = async () => {
    for (const page of [desk, sofa]) await expect(row(page, nameOf(5))).not.toContainText('unread');
  };
  await allRead();

  await desk.goto('/');
  await sendLines(ana, { to: 6, count: 101, url });
  await unread('99+');
  await open(desk, nameOf(5));
  await expect(desk.getByRole('button', { name: /^\d+ new$/ })).toBeVisible();
  const line = messages(desk).getByText('New', { exact: true });
  await expect(line).toBeVisible();
  await expect(article(ana, 'line 101')).toContainText('sent');
  await say(desk, 'That is a lot');
  await expect(line).toHaveCount(0);
  await allRead();
  await expect(article(ana, 'line 101')).toContainText('read');
  const field = ana.getByRole('textbox', { name: 'Message' });
  await field.fill('Well');
  await expect(desk.getByText('Sample is writing…')).toBeVisible();
  await field.fill('');
  // While the window has no focus, messages stay unread, and the line is set anew.
  await desk.evaluate(() => {
    document.hasFocus = () => false;
    dispatchEvent(new Event('blur'));
  });
  await write('in the background');
  await expect(line).toBeVisible();
  await expect(article(ana, 'in the background')).toContainText('delivered');
  await unread('1');
  await desk.evaluate(() => {
    document.hasFocus = () => true;
    dispatchEvent(new Event('focus'));
  });
  await allRead();
  await expect(line).toBeVisible();
  await expect(article(ana, 'in the background')).toContainText('read');

  await desk.goto('/');
  await write('one more');
  await unread('1');
  await row(sofa, nameOf(5)).hover();
  await list(sofa)
    .getByRole('button', { name: `Options for ${nameOf(5)}` })
    .click();
  await sofa.getByRole('menuitem', { name: 'Mark as read', exact: true }).click();
  await allRead();
  await write('and the last');
  await unread('1');
  await list(sofa).getByRole('button', { name: 'Mark all as read' }).click();
  await allRead();

  const choose = async (page: Page, item: string) => {
    await row(page, nameOf(5)).hover();
    await list(page)
      .getByRole('button', { name: `Options for ${nameOf(5)}` })
      .click();
    await page.getByRole('menuitem', { name: item, exact: true }).click();
  };
  await choose(desk, 'Mark as unread');
  for (const page of [desk, sofa]) await expect(row(page, nameOf(5))).toContainText('unread');
  await choose(sofa, 'Mark as read');
  await allRead();
  await choose(desk, 'Pin');
  const pinned = (page: Page) => list(page).getByRole('list', { name: 'Pinned' });
  for (const page of [desk, sofa]) await expect(pinned(page)).toContainText(nameOf(5));
  await choose(sofa, 'Unpin');
  for (const page of [desk, sofa]) await expect(pinned(page)).toHaveCount(0);

  await open(desk, nameOf(5));
  await desk.getByRole('textbox', { name: 'Message' }).fill('half a thought');
  await expect(row(sofa, nameOf(5))).toContainText('half a thought');
});

test('[C8][M: Scrolling] a long history keeps its position, and is drawn where it is in sight', async ({
  person,
  url,
}) => {
  const ana = await person(7);
  const rui = await person(8);
  await writeTo(ana, idOf(8));
  await sendLines(ana, { to: 8, count: 70, url });
  await expect(message(ana, 'line 70')).toBeVisible();
  await rui.reload();
  await row(rui, nameOf(7)).click();
  // It opens at the first unread message; the last one is loaded, but not drawn.
  await expect(message(rui, 'line 1')).toBeVisible();
  await expect(message(rui, 'line 70')).toHaveCount(0);
  await rui.getByRole('button', { name: /\d+ new$/ }).click();
  await expect(message(rui, 'line 70')).toBeVisible();
  await expect(message(rui, 'line 1')).toHaveCount(0);
  // Scrolls under the pointer, also where the button to the newest message appears.
  await expect(async () => {
    await rui.mouse.wheel(0, -4_000);
    await expect(message(rui, 'line 1')).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(rui.getByText('This is the beginning of')).toBeVisible();
  await expect(message(rui, 'line 70')).toHaveCount(0);
  await expect(messages(rui).getByText('Today')).toBeVisible();
  // Whoever has scrolled up stays there.
  await sendTo(ana, { to: 8, text: 'line 71', url });
  await expect(rui.getByRole('button', { name: '1 new' })).toBeVisible();
  await expect(rui.getByText('This is the beginning of')).toBeInViewport();
  await rui.getByRole('log').press('End');
  await expect(rui.getByRole('log').locator('[data-seq]:focus')).toContainText('line 71');
});

test('[M: Drafts][M: Sending][M: Input methods] drafts and unsent messages survive a reload; a composition sends nothing', async ({
  person,
  expectErrors,
}) => {
  expectErrors(/ERR_INTERNET_DISCONNECTED|WebSocket|Failed to load resource/);
  const ana = await person(9);
  const rui = await person(10);
  await writeTo(ana, idOf(10));
  await ana.getByRole('textbox', { name: 'Message' }).fill('half a thought');
  await writeTo(ana, idOf(8));
  await expect(
    row(ana, nameOf(10).slice(0, 6)).or(list(ana).getByText('half a thought')).first(),
  ).toBeVisible();
  await ana.goto(`/?c=@${idOf(10)}`);
  const field = ana.getByRole('textbox', { name: 'Message' });
  await expect(field).toHaveValue('half a thought');

  await field.fill('');
  await field.focus();
  const devtools = await ana.context().newCDPSession(ana);
  await devtools.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
  await field.press('Enter');
  await expect(field).not.toHaveValue('');
  await expect(messages(ana).getByRole('article')).toHaveCount(0);
  await field.fill('');

  await ana.context().setOffline(true);
  await expect(ana.getByText('You are offline.')).toBeVisible();
  await say(ana, 'a whole thought');
  await expect(messages(ana)).toContainText('Waiting to be sent');
  await keeps(ana, 'unsent');
  await ana.context().setOffline(false);
  await ana.reload();
  await open(rui, nameOf(9));
  await expect(message(rui, 'a whole thought')).toHaveCount(1);
  await expect(message(ana, 'a whole thought')).toHaveCount(1);
});

test('conversations are accessible without sight or a pointer, light and dark', async ({ person }) => {
  const page = await person(11);
  await writeTo(page, idOf(11));
  await say(page, 'a note, `with code`, to myself');
  await expect(messages(page)).toContainText('with code');
  await accessible(page);
});

test('[T1][T2][T4][T6][T7] a text is shown with its formatting, from right to left, too', async ({
  person,
  url,
}) => {
  const ana = await person(9);
  const rui = await person(10);
  await writeTo(rui, idOf(9));
  const send = (text: string) => sendTo(rui, { to: 9, text, url });
  await send('>');
  await send('14. Mai Prüfung\n16. Mai Feier');
  await send('1) first\n3) third');
  await send(`https://example.org?x=1 @${idOf(9).toUpperCase()} \`@${idOf(10)}\``);
  await send('> שלום לכולם\n\n- אחת\n- שתיים');
  await open(ana, nameOf(10));
  await expect(article(ana, '>').locator('blockquote')).toHaveCount(0);
  await expect(article(ana, 'Mai').locator('li').nth(1)).toHaveAttribute('value', '16');
  await expect(article(ana, 'third').locator('ol')).toHaveCSS('list-style-type', 'parenthesized');
  await expect(
    article(ana, 'example').getByRole('link', { name: 'https://example.org?x=1' }),
  ).toHaveAttribute('href', 'https://example.org/?x=1');
  await expect(article(ana, 'example').locator('.mention')).toHaveText([`@${nameOf(9)}`]);
  for (const part of ['blockquote', 'ul'])
    await expect(article(ana, 'שלום').locator(part)).toHaveCSS('direction', 'rtl');
  const preview = row(ana, nameOf(10)).getByText('שלום לכולם');
  await expect(preview).toHaveText('שלום לכולם אחת שתיים');
  await expect(preview).toHaveCSS('direction', 'rtl');
});
