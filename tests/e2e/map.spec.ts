import { CENTRAL, CIVIL, TORRE_NORTE } from '@/tests/support/campus';
import { accessible, expect, locationHeading, type Page, places, ready, share, stuck, test } from './people';

const map = (page: Page) => page.getByRole('region', { name: 'Map of the campus' });
const range = (page: Page) => map(page).getByRole('slider', { name: 'Range' });
/** Returns the label of a building on the map. */
const chip = (page: Page, name: string) => map(page).getByRole('button', { name: new RegExp(`^${name}`) });
const card = (page: Page, name: string) => page.getByRole('dialog', { name });

/** Answers with people in Civil, of whom some talk: five people or more would take as many browsers. */
async function crowd(page: Page): Promise<void> {
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    const asked = new Set<string>();
    socket.onMessage((frame) => {
      const [, id] = /^42(\d+)\["building_counts"/.exec(String(frame)) ?? [];
      if (id) asked.add(id);
      server.send(frame);
    });
    server.onMessage((frame) => {
      const [, id = ''] = /^43(\d+)\[/.exec(String(frame)) ?? [];
      if (!asked.delete(id)) return socket.send(frame);
      const buildings = [{ id: CIVIL.id, people: 31, talking: true }];
      socket.send(`43${id}${JSON.stringify([{ ok: true, at: new Date().toISOString(), buildings }])}`);
    });
  });
}

/** Returns the pairs of labels and controls over the map that overlap; a frame after a change, none do. */
const overlaps = (page: Page) =>
  page.evaluate(() => {
    const labels = [...document.querySelectorAll('.map-chip')];
    const covers = [...document.querySelectorAll('.place-card, .sheet, [data-over-map], .map-handle')];
    const over = (a: DOMRect, b: DOMRect) =>
      a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
    return labels.flatMap((label, i) =>
      [...labels.slice(i + 1), ...covers]
        .filter((other) => over(label.getBoundingClientRect(), other.getBoundingClientRect()))
        .map((other) => `${label.textContent} / ${other.className}`),
    );
  });

test('[M: Range][M: Map] by mouse and keyboard: a building opens, the ring is dragged and set, and a list says the same', async ({
  person,
}) => {
  const page = await person(7, { path: null, at: CENTRAL.at, viewport: { width: 1440, height: 900 } });
  await crowd(page);
  await page.goto('/');
  await share(page);
  await expect(locationHeading(page)).toHaveText(CENTRAL.name);

  // Range: the keys of a slider, then the hand.
  await expect(range(page)).toHaveAttribute('aria-valuetext', /·/);
  await range(page).press('Home');
  await expect(range(page)).toHaveAttribute('aria-valuetext', /^Same building/);
  await range(page).press('ArrowRight');
  await expect(range(page)).toHaveAttribute('aria-valuetext', /^128 m · (nobody now|\d+ p)/);
  // The ring is drawn in the frame after the change of its text.
  await range(page).hover();
  const handle = await range(page).boundingBox();
  const you = await map(page).locator('.map-you').boundingBox();
  if (!handle || !you) throw new Error('the ring is not drawn');
  const from = { x: handle.x + handle.width / 2, y: handle.y + handle.height / 2 };
  const centre = { x: you.x + you.width / 2, y: you.y + you.height / 2 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(centre.x + (from.x - centre.x) * 1.9, centre.y + (from.y - centre.y) * 1.9, {
    steps: 5,
  });
  await expect(range(page)).toHaveAttribute('aria-valuetext', /^256 m/);
  await page.mouse.up();
  await expect(range(page)).toHaveAttribute('aria-valuetext', /^256 m/);

  // A building by keyboard, with its count; the focus returns.
  const civil = chip(page, CIVIL.name);
  await expect(civil).toHaveAccessibleName(`${CIVIL.name}, 31 people here, people are talking`);
  await civil.press('Enter');
  await expect(card(page, CIVIL.name)).toContainText('31 people here');
  await expect(card(page, CIVIL.name)).toContainText(/\d+ m north-west/);
  await accessible(page);
  await page.keyboard.press('Escape');
  await expect(civil).toBeFocused();
  await expect.poll(() => overlaps(page)).toEqual([]);

  // The list says what the map says, nearest first.
  await page.getByRole('button', { name: 'List of places' }).click();
  await expect(places(page)).toBeFocused();
  await expect(places(page).getByRole('listitem').first()).toContainText(CENTRAL.name);
  await expect(places(page).getByRole('listitem').filter({ hasText: CIVIL.name })).toContainText(
    /\d+ m north-west · 31 people · talking now/,
  );
  await places(page).getByRole('slider', { name: 'Range' }).press('End');
  await expect(range(page)).toHaveAttribute('aria-valuetext', /^Whole campus/);
  await accessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'List of places' })).toBeFocused();

  // Zooming never ends in nothing.
  const out = page.getByRole('button', { name: 'Zoom out' });
  // A button that is no longer enabled ignores it.
  for (let steps = 0; steps < 12; steps += 1) await out.dispatchEvent('click');
  await page.getByRole('button', { name: 'Show the whole campus' }).click();
  await expect(chip(page, CENTRAL.name)).toBeVisible();

  // Remembered.
  await page.reload();
  await expect(range(page)).toHaveAttribute('aria-valuetext', /^Whole campus/);
  expect(await stuck(page)).toEqual([]);
});

test('[M: Map] by finger on a phone: a building opens, "I am here", and the page scrolls nowhere', async ({
  person,
}) => {
  const page = await person(8, {
    path: null,
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  await crowd(page);
  await page.goto('/');
  await ready(page);
  const civil = chip(page, CIVIL.name);
  await expect(civil).toBeVisible();
  await expect.poll(() => overlaps(page)).toEqual([]);
  await civil.tap();
  await expect(card(page, CIVIL.name)).toContainText('31 people here');
  await card(page, CIVIL.name).getByRole('button', { name: 'I am here' }).tap();
  await expect(locationHeading(page)).toHaveText(CIVIL.name);
  await expect(chip(page, CIVIL.name)).toHaveAccessibleName(/you are here$/);
  await page.getByRole('button', { name: 'List of places' }).tap();
  await places(page).getByRole('searchbox', { name: 'Find a place' }).fill('torre n');
  await places(page)
    .getByRole('button', { name: `I am here: ${TORRE_NORTE.name}` })
    .tap();
  await expect(locationHeading(page)).toHaveText(TORRE_NORTE.name);
  expect(await page.evaluate(() => scrollY)).toBe(0);
  expect(await stuck(page)).toEqual([]);
});
