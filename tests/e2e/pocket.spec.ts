import sharp from 'sharp';
import { createDb } from '@/db/client';
import { claimPage, storeCard } from '@/server/link-cards/store';
import {
  accessible,
  expect,
  idOf,
  list,
  menuOf,
  message,
  messages,
  nameOf,
  ofWorker,
  onSecondNode,
  open,
  type Page,
  ready,
  SIGNED_OUT,
  say,
  test,
  writeTo,
} from './people';
import { keeps, stored } from './stored';

test.use(onSecondNode);

/** Returns what this browser stores for the site: the names of its databases, its web storage, and the texts of its caches. */
function leftovers(page: Page) {
  return page.evaluate(async () => {
    const databases = (await indexedDB.databases()).map(({ name }) => name);
    const names = await caches.keys();
    const responses = await Promise.all(
      names.map(async (name) => {
        const cache = await caches.open(name);
        return Promise.all((await cache.matchAll()).map((response) => response.text()));
      }),
    );
    const web = JSON.stringify([{ ...localStorage }, { ...sessionStorage }]);
    return { databases, web, cached: responses.flat().join('\n') };
  });
}

test('[U9] a cold start without a network shows, finds and takes messages, which are sent once', async ({
  person,
  expectErrors,
}) => {
  expectErrors(/ERR_INTERNET_DISCONNECTED|net::/);
  const other = await person(4);
  const page = await person(3, { serviceWorkers: 'allow' });
  await ready(page);
  await writeTo(page, idOf(4));
  await say(page, 'kept in the pocket');
  await open(other, nameOf(3));
  await expect(message(other, 'kept in the pocket')).toBeVisible();
  await stored(page);

  const context = page.context();
  await context.setOffline(true);
  await page.close();
  const cold = await context.newPage();
  await cold.goto('/');
  await open(cold, nameOf(4));
  await expect(message(cold, 'kept in the pocket')).toBeVisible();
  await say(cold, 'written in the tunnel');
  await expect(message(cold, 'written in the tunnel')).toBeVisible();
  await keeps(cold, 'unsent');
  await cold.reload();
  await open(cold, nameOf(4));
  await expect(message(cold, 'written in the tunnel')).toBeVisible();

  await list(cold).getByRole('searchbox').fill('pocket');
  await expect(list(cold).getByText('These are the messages that this device has.')).toBeVisible();
  await expect(list(cold).locator('mark')).toHaveText('pocket');

  await context.setOffline(false);
  await expect(message(other, 'written in the tunnel')).toBeVisible();
  await say(other, 'after the tunnel');
  await expect(message(cold, 'after the tunnel')).toBeVisible();
  for (const each of [cold, other]) await expect(message(each, 'written in the tunnel')).toHaveCount(1);
});

test('[U10] nothing of a user is left in the browser when the sign-in ends, here or elsewhere', async ({
  person,
  url,
  expectErrors,
}) => {
  expectErrors(SIGNED_OUT);
  await person(6, { path: null });
  for (const end of ['here', 'elsewhere'] as const) {
    const page = await person(5, { serviceWorkers: 'allow' });
    const context = page.context();
    const cacheable: string[] = [];
    context.on('response', (response) => {
      const { pathname } = new URL(response.url());
      const ofAPerson = pathname === '/' || /^\/(api|socket\.io)\//i.test(pathname);
      const control = response.headers()['cache-control'] ?? '';
      // Browsers cache no answer to a POST that does not say so.
      const readOnly = response.request().method() === 'GET' || control !== '';
      if (ofAPerson && readOnly && !control.includes('no-store')) cacheable.push(`${pathname}: ${control}`);
    });
    await ready(page);
    await writeTo(page, idOf(6));
    await say(page, `a secret of ${end}`);
    await stored(page);
    expect((await leftovers(page)).databases).toEqual(['quad']);
    if (end === 'here') {
      await page.getByRole('button', { name: /^Menu of/ }).click();
      await page.getByRole('button', { name: 'Sign out' }).click();
    } else {
      await page.goto('about:blank');
      await page.request.post('/api/v1/sign-out', { data: {}, headers: { Origin: url } });
      await page.goto('/');
    }
    await page.waitForURL(/sign-in/);
    await expect.poll(async () => (await leftovers(page)).databases).toEqual([]);
    const { web, cached } = await leftovers(page);
    expect(web).toBe('[{},{}]');
    expect(cached).toContain('<html');
    expect(cached).not.toMatch(new RegExp(`${idOf(5)}|${nameOf(5)}|a secret of`));
    expect(cacheable).toEqual([]);
  }
});

/** Returns what the page uploads from now on, as texts of one character for each byte. */
async function recordUploads(page: Page): Promise<() => Promise<string[]>> {
  const sent = await page.evaluateHandle(() => {
    const parts: Blob[] = [];
    const { send } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.send = function (body) {
      if (body instanceof Blob) parts.push(body);
      send.call(this, body);
    };
    return parts;
  });
  return () =>
    sent.evaluate((parts) =>
      Promise.all(
        parts.map(async (part) =>
          Array.from(new Uint8Array(await part.arrayBuffer()), (byte) => String.fromCharCode(byte)).join(''),
        ),
      ),
    );
}

/** Returns a photo whose metadata says where it was taken. */
const photo = (background: string) =>
  sharp({ create: { width: 2_400, height: 1_800, channels: 3, background } })
    .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '38/1 44/1 0/1' } })
    .jpeg()
    .toBuffer();

/** Pastes a photo into the field of the page. */
async function paste(page: Page, bytes: Buffer): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).evaluate((field, encoded) => {
    const clipboardData = new DataTransfer();
    const data = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
    clipboardData.items.add(new File([data], 'pasted.jpg', { type: 'image/jpeg' }));
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, bytes.toString('base64'));
}

/** Stores the card of a page in the database of the second node, which then requests it from nobody. */
async function storeCardOf(href: string, title: string): Promise<void> {
  const log = { warn() {} };
  const db = createDb({ url: ofWorker(process.env.QUAD_E2E_SECOND_DATABASES), connections: 1, log });
  await claimPage(db, href);
  await storeCard(db, href, { title, description: null, site: null });
  await db.close();
}

/** Shares files and a text into the app, as another app does by its share target. */
async function share(page: Page, text: string, names: readonly string[]): Promise<void> {
  await page.evaluate(
    ([text, names]) => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'POST', action: '/share', enctype: 'multipart/form-data' });
      const fieldOf = (name: string, rest: object) =>
        form.append(Object.assign(document.createElement('input'), { name }, rest));
      fieldOf('text', { value: text });
      const { items, files } = new DataTransfer();
      for (const name of names) items.add(new File([name], name, { type: 'text/plain' }));
      fieldOf('files', { type: 'file', multiple: true, files });
      document.body.append(form);
      form.submit();
    },
    [text, names] as const,
  );
  await expect(page.getByRole('dialog', { name: 'Share with…' })).toBeVisible();
}

test('[U13][V6] photos and files are chosen, described, sent once also from offline, and shown large', async ({
  person,
  expectErrors,
}) => {
  // The photo of a deleted message is asked for, and there is no network for a while.
  expectErrors(/ERR_INTERNET_DISCONNECTED|net::|404/);
  const other = await person(8);
  const page = await person(7, { serviceWorkers: 'allow' });
  await ready(page);
  const uploaded = await recordUploads(page);
  await writeTo(page, idOf(8));
  const red = await photo('#c03030');
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Add photos and files' }).click();
  await (await choosing).setFiles([
    { name: 'red.jpg', mimeType: 'image/jpeg', buffer: red },
    { name: 'notes.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 notes') },
    { name: 'drawing.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') },
  ]);
  await expect(page.getByRole('alert').filter({ hasText: 'drawing.svg' })).toContainText(
    'Quad does not take files of this kind.',
  );
  await page.getByRole('button', { name: 'Describe the photo' }).click();
  await page.getByRole('textbox', { name: 'Description' }).fill('A red square');
  await page.getByRole('button', { name: 'Save' }).click();
  await accessible(page);
  await say(page, 'look at this');

  await open(other, nameOf(7));
  const picture = messages(other).getByRole('button', { name: 'A red square' });
  const sizeOf = async () => {
    const box = await picture.boundingBox();
    return [box?.width, box?.height];
  };
  const before = await sizeOf();
  await expect(picture.locator('img')).toBeVisible();
  expect(await sizeOf()).toEqual(before);
  // What left the browser says nothing of where the photo was taken.
  expect(red.includes('Exif')).toBe(true);
  expect(await uploaded()).toEqual([expect.stringMatching(/^\xff\xd8(?![\s\S]*Exif)/), '%PDF-1.7 notes']);
  const downloading = other.waitForEvent('download');
  await messages(other)
    .getByRole('link', { name: /notes\.pdf/ })
    .click();
  expect((await downloading).suggestedFilename()).toBe('notes.pdf');

  await picture.click();
  const viewer = other.getByRole('dialog', { name: 'Photo' });
  await expect(viewer.getByRole('img', { name: 'A red square' })).toBeVisible();
  await other.keyboard.press('+');
  await expect(viewer.getByRole('button', { name: 'Smaller' })).toBeEnabled();
  await accessible(other);
  await other.keyboard.press('Escape');
  await expect(viewer).toBeHidden();
  await expect(picture).toBeFocused();

  await stored(page);
  const context = page.context();
  await context.setOffline(true);
  await paste(page, await photo('#3050c0'));
  await expect(page.getByRole('list', { name: 'Chosen photos and files' }).getByRole('listitem')).toHaveCount(
    1,
  );
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(messages(page).getByText('Waiting to be sent')).toBeVisible();
  for (const kind of ['unsent', 'file'] as const) await keeps(page, kind);
  await page.reload();
  await open(page, nameOf(8));
  await expect(messages(page).getByRole('img', { name: 'Photo' })).toBeVisible();
  await context.setOffline(false);
  await expect(messages(other).getByRole('button', { name: 'Photo' }).locator('img')).toBeVisible();
  await expect(messages(page).getByText('Waiting to be sent')).toHaveCount(0);
  await expect(messages(page).getByRole('button', { name: 'Photo' })).toHaveCount(1);
  await expect(list(other).getByRole('link', { name: new RegExp(`${nameOf(7)}.*Photo`) })).toBeVisible();

  // Of the page of a link the node knows the card.
  await storeCardOf('https://campus.example/plan', 'Where the rooms are');
  await say(page, 'see https://campus.example/plan');
  for (const each of [page, other])
    await expect(messages(each).getByRole('link', { name: /^Where the rooms are/ })).toHaveAttribute(
      'href',
      'https://campus.example/plan',
    );

  // What another app shares goes into the message to whom the user chooses, and is forgotten when nobody is chosen.
  const chosen = page.getByRole('list', { name: 'Chosen photos and files' }).getByRole('listitem');
  const dialog = page.getByRole('dialog', { name: 'Share with…' });
  await share(page, 'never mind', ['forgotten.txt']);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  const names = Array.from({ length: 11 }, (_, n) => `shared-${n}.txt`);
  await share(page, 'from another app', names);
  await dialog.getByRole('combobox').fill(nameOf(8));
  await page.keyboard.press('Enter');
  await expect(chosen).toHaveCount(10);
  await expect(page.getByRole('alert').filter({ hasText: 'shared-10.txt' })).toContainText(
    '10 files at most',
  );
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(messages(other).getByRole('link', { name: /^shared-\d\.txt/ })).toHaveCount(10);
  await expect(message(other, 'from another app')).toBeVisible();

  // A deleted photo is gone for those who see it.
  await menuOf(page, 'look at this');
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page
    .getByRole('dialog', { name: /Delete/ })
    .getByRole('button', { name: 'Delete' })
    .click();
  await expect(picture).toHaveCount(0);
  await expect(messages(other).getByText('notes.pdf')).toHaveCount(0);
});
