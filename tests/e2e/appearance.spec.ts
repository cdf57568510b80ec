import { CENTRAL } from '@/tests/support/campus';
import {
  accessible,
  article,
  expect,
  idOf,
  list,
  message,
  messages,
  open,
  openSettings,
  type Page,
  ready,
  say,
  stuck,
  test,
  writeTo,
} from './people';

// With transitions, which the other files do without.
test.use({ contextOptions: { reducedMotion: 'no-preference' } });

/** Expects that nothing overflows to the side, and that every control is large enough to be hit. */
async function fits(page: Page): Promise<void> {
  const wide = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  // The layout follows in the frames after a change of size.
  await expect.poll(wide).toBeLessThanOrEqual(0);
  await expect.poll(() => smallTargets(page)).toEqual([]);
}

/** Returns the controls in sight that are smaller than 44 px for a finger, or 24 px for a mouse. */
const smallTargets = (page: Page) =>
  page.evaluate(() => {
    const half = matchMedia('(pointer: coarse)').matches ? 21 : 11;
    return [...document.querySelectorAll('button, a[href], input, select, summary')].flatMap((control) => {
      const target = control.closest('label') ?? control;
      // Labels lie as near to each other as the buildings that they name.
      if (control.matches('.map-chip')) return [];
      const box = target.getBoundingClientRect();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const isHit = (dx: number, dy: number) => {
        const hit = document.elementFromPoint(x + dx, y + dy);
        return hit !== null && target.contains(hit);
      };
      const inWindow = (dx: number, dy: number) =>
        x + dx > 0 && x + dx < innerWidth && y + dy > 0 && y + dy < innerHeight;
      // Not in sight (as what a mouse reveals), or under something else.
      if (!control.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return [];
      if (box.width === 0 || !inWindow(0, 0) || !isHit(0, 0)) return [];
      const edges = [
        [0, -half],
        [0, half],
        [-half, 0],
        [half, 0],
      ] as const;
      const missed = edges.some(([dx, dy]) => inWindow(dx, dy) && !isHit(dx, dy));
      const name = control.getAttribute('aria-label') ?? control.textContent;
      return missed ? [`${name} ${Math.round(box.width)}×${Math.round(box.height)}`] : [];
    });
  });

test('[U2][U12][M: Mobile] on a phone: three tabs, one at a time', async ({ person }) => {
  const page = await person(1, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    at: CENTRAL.at,
  });
  await fits(page);
  const tabs = page.getByRole('navigation', { name: 'Sections' });
  await tabs.getByRole('button', { name: 'Around' }).tap();
  const place = page.getByRole('region', { name: 'Place' });
  await expect(place.getByRole('switch', { name: /Share my place/ })).toBeEnabled();
  await place.getByRole('switch', { name: /Share my place/ }).tap();
  await page.getByRole('dialog').getByRole('button', { name: 'Share this device' }).tap();
  await expect(place.getByRole('heading', { level: 2 }).first()).toHaveText(CENTRAL.name);
  await expect(page.getByRole('region', { name: 'Map of the campus' })).toBeVisible();
  await expect(messages(page)).toBeHidden();
  await fits(page);
  await page.getByRole('button', { name: 'Show more' }).tap();
  await expect(page.getByRole('region', { name: 'People' })).toBeInViewport({ ratio: 1 });
  await fits(page);
  await page.goBack();
  await expect(page.getByRole('button', { name: 'Show more' })).toHaveAttribute('aria-expanded', 'false');
  await tabs.getByRole('button', { name: 'You' }).tap();
  await expect(page.getByRole('region', { name: 'You', exact: true })).toContainText(idOf(1));
  await fits(page);
  await tabs.getByRole('button', { name: /Chats/ }).tap();
  await open(page, 'building');
  await say(page, 'from my phone');
  await expect(message(page, 'from my phone')).toHaveCount(1);
  await fits(page);
  // A message has a menu from its acknowledgement on.
  await expect(article(page, 'from my phone')).toHaveAttribute('data-seq');
  await message(page, 'from my phone').tap();
  await page.getByRole('menuitem', { name: 'Delete' }).tap();
  await expect(page.getByRole('dialog', { name: 'Delete this message?' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(message(page, 'from my phone')).toHaveCount(1);
  await page.getByRole('button', { name: 'Back to the conversations' }).tap();
  await tabs.getByRole('button', { name: 'Around' }).tap();
  await openSettings(page);
  await place.getByRole('button', { name: 'Choose on the map' }).tap();
  const region = page.getByRole('region', { name: 'Map of the campus' });
  await expect(region.getByRole('button', { name: 'I am at the cross' })).toBeInViewport();
  expect(await stuck(page)).toEqual([]);
  const chosen = () => page.evaluate(() => JSON.parse(sessionStorage.getItem('quad.location') ?? '{}'));
  const cross = await region.locator('.map-cross').boundingBox();
  if (!cross) throw new Error('there is no cross');
  await page.touchscreen.tap(cross.x + cross.width / 2, cross.y + cross.height / 2);
  await openSettings(page);
  await expect(place).toContainText('Chosen on the map');
  const tapped = await chosen();
  await place.getByRole('button', { name: 'Choose on the map' }).tap();
  await region.getByRole('button', { name: 'I am at the cross' }).tap();
  await expect(region.getByRole('button', { name: 'I am at the cross' })).toBeHidden();
  // The position of the cross, and not of the button some 150 m to the south of it.
  const { latitude, longitude } = await chosen();
  expect(Math.abs(latitude - tapped.latitude)).toBeLessThan(0.0005);
  expect(Math.abs(longitude - tapped.longitude)).toBeLessThan(0.0005);
  expect(await stuck(page)).toEqual([]);
});

test('on a desk: everything at once, light and dark', async ({ person }) => {
  const page = await person(2, { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
  await expect(page.getByRole('navigation', { name: 'Sections' })).toBeHidden();
  for (const name of ['People', 'Place'])
    await expect(page.getByRole('region', { name, exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Map of the campus' })).toBeVisible();
  await fits(page);
  const lightness = () =>
    page.evaluate(() => {
      const canvas = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;
      canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
      canvas.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0] = canvas.getImageData(0, 0, 1, 1).data;
      return (r + g + b) / 3;
    });
  await expect.poll(lightness).toBeLessThan(64);
  await page.getByRole('button', { name: /^Menu of/ }).click();
  await page.getByRole('group', { name: 'Appearance' }).getByText('Light').click();
  await expect.poll(lightness).toBeGreaterThan(192);
  await page.reload();
  await expect(list(page)).toBeVisible();
  await expect.poll(lightness).toBeGreaterThan(192);
});

test('[U8] in Arabic, the pages run from right to left', async ({ person }) => {
  const page = await person(4, { viewport: { width: 1440, height: 900 } });
  await page.getByRole('button', { name: /^Menu of/ }).click();
  await page.getByRole('combobox', { name: 'Language' }).selectOption('ar');
  await expect(page.locator('html[lang=ar]')).toHaveAttribute('dir', 'rtl');
  const conversations = page.getByRole('navigation', { name: 'المحادثات' });
  await expect.poll(async () => (await conversations.boundingBox())?.x).toBeGreaterThan(1_000);
  await expect(page.getByRole('region', { name: 'خريطة الحرم' })).toBeVisible();
  await fits(page);
  await accessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await fits(page);
  await page.goto('/sign-in?error=signed_out');
  await fits(page);
});

test('[S21] shows that events may be late, hides it again, and shifts no layout', async ({ person }) => {
  const page = await person(3, { path: null, viewport: { width: 1440, height: 900 } });
  let sendFrame = (_frame: string) => {};
  await page.routeWebSocket(/socket\.io/, (socket) => {
    socket.connectToServer();
    sendFrame = (frame) => socket.send(frame);
  });
  await page.goto('/');
  const line = page.getByText('Quad is busy right now. Messages may arrive late.');
  const online = page.getByRole('button', { name: 'New conversation' });
  await expect(online).toBeEnabled();
  const before = await online.boundingBox();
  // The server's event is simulated.
  await expect(async () => {
    sendFrame('42["busy",true]');
    await expect(line).toBeVisible({ timeout: 1_000 });
  }).toPass();
  expect(await online.boundingBox()).toEqual(before);
  sendFrame('42["busy",false]');
  await expect(line).toBeHidden();
});

test('in Portuguese for a browser that requests it, and for users who choose it', async ({ browserOf }) => {
  const page = await browserOf({ locale: 'pt-PT' });
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('lang', 'pt');
  await page.getByRole('button', { name: /FenixEdu/ }).click();
  await page.getByRole('button', { name: new RegExp(idOf(2)) }).click();
  await expect(page.getByRole('navigation', { name: 'Conversas' })).toBeVisible();
  await page.getByRole('button', { name: /Sample person 2/ }).click();
  await page.getByRole('combobox', { name: 'Idioma' }).selectOption('en');
  await expect(list(page)).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('a missing page shows a message', async ({ browserOf, expectErrors }) => {
  expectErrors(/404/);
  const page = await browserOf();
  await page.goto('/no-such-page');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Page not found');
});

test('text that looks like code is shown as text', async ({ person }) => {
  const page = await person(2);
  const text = '<img src=x onerror="document.title=1"> {{7*7}} <script>alert(1)</script>';
  await writeTo(page, idOf(2));
  await say(page, text);
  await expect(message(page, text)).toHaveCount(1);
  await expect(page).toHaveTitle(/Quad/);
});

/** Returns the layout shifts during `done`, each with the elements that moved. */
async function shiftsDuring(page: Page, done: () => Promise<void>): Promise<unknown[]> {
  // Entries are reported with the frame after the change.
  const drawn = () =>
    page.evaluate(() => new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then))));
  await drawn();
  const shifts = await page.evaluateHandle(() => {
    const found: unknown[] = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, sources } = entry as PerformanceEntry & { value: number; sources: { node?: Node }[] };
        found.push([value, sources.map(({ node }) => node?.parentElement?.outerHTML.slice(0, 200))]);
      }
    }).observe({ type: 'layout-shift' });
    return found;
  });
  await done();
  await drawn();
  return shifts.jsonValue();
}

for (const viewport of [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
]) {
  test(`[U6] the status of the connection shifts no layout and covers no field, ${viewport.width} wide`, async ({
    person,
    expectErrors,
  }) => {
    expectErrors(/ERR_INTERNET_DISCONNECTED|WebSocket|Failed to load resource/);
    const page = await person(9, { viewport, path: '/?c=nearby' });
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible();
    await expect(messages(page)).toHaveAttribute('aria-busy', 'false');
    // The map loads after the conversation.
    if (viewport.width > 1000) {
      await expect(page.locator('.map-building').first()).toBeVisible();
      await ready(page);
    }
    const line = page.getByRole('status').locator('> div').filter({ hasText: 'You are offline' });
    const comeAndGo = async () => {
      await page.context().setOffline(true);
      await expect(line).toBeVisible();
      const covered = await line.boundingBox();
      for (const field of await page.getByRole('textbox').all())
        expect((await field.boundingBox())?.y).toBeGreaterThan((covered?.y ?? 0) + (covered?.height ?? 0));
      await page.context().setOffline(false);
      await expect(line).toHaveCount(0);
    };
    expect(await shiftsDuring(page, comeAndGo)).toEqual([]);
    if (viewport.width > 1000) return;
    await page.getByRole('button', { name: 'Back to the conversations' }).click();
    await expect(list(page)).toBeVisible();
    expect(await shiftsDuring(page, comeAndGo)).toEqual([]);
  });
}

/** Opens a page whose scripts are held back until the returned function is called. */
async function openWithoutScripts(page: Page, url: string): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((done) => {
    release = done;
  });
  await page.route('**/_next/static/**/*.js', async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(url, { waitUntil: 'commit' });
  return release;
}

test('[U7] clicks and input before the page is ready take effect once it is', async ({ person }) => {
  const page = await person(10, { path: null });
  let release = await openWithoutScripts(page, '/');
  const begin = list(page).getByRole('button', { name: 'New conversation' });
  await begin.click();
  await begin.click();
  const menu = page.getByRole('menu', { name: 'New conversation' });
  await expect(menu).toHaveCount(0);
  release();
  await expect(menu).toBeVisible();

  release = await openWithoutScripts(page, '/');
  const search = list(page).getByRole('searchbox', { name: 'Search' });
  await search.pressSequentially('nothing like it');
  release();
  await expect(list(page)).toContainText('No results');
  await expect(search).toHaveValue('nothing like it');
});

test('[U7] a form submitted before the page is ready puts nothing into the URL', async ({ browserOf }) => {
  const page = await browserOf();
  const release = await openWithoutScripts(page, '/sign-in');
  const guest = page.locator('details').filter({ hasText: 'Continue as a guest' });
  await guest.locator('summary').click();
  await guest.getByRole('textbox').fill('Early Bird');
  await guest.getByRole('textbox').press('Enter');
  await expect(page).toHaveURL(/\/sign-in$/);
  release();
  await expect(list(page)).toBeVisible();
});
