import {
  expect,
  idOf,
  list,
  message,
  nameOf,
  onSecondNode,
  open,
  type Page,
  ready,
  say,
  test,
  writeTo,
} from './people';

test.use(onSecondNode);

/** Waits until the worker controls the page and this browser keeps the messages that it shows. */
async function stored(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(countConversations)).toBeGreaterThan(0);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');
}

/** Returns the number of conversations that this browser keeps. Runs in the page. */
async function countConversations(): Promise<number> {
  const opening = indexedDB.open('quad');
  await new Promise((done) => opening.addEventListener('success', done));
  const database = opening.result;
  const counting = database
    .transaction('records')
    .objectStore('records')
    .count(IDBKeyRange.bound('conversation:', 'conversation;'));
  await new Promise((done) => counting.addEventListener('success', done));
  database.close();
  return counting.result;
}

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
}) => {
  await person(6);
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
