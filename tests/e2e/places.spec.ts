import { accessible, expect, onSecondNode, type Page, test } from './people';

test.use(onSecondNode);

const map = (page: Page) => page.getByRole('region', { name: 'Map of the campus' });
const said = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text });
const corners = (page: Page) => map(page).getByRole('button', { name: /^Corner \d+ of/ });

/** Opens the page of the buildings, with its map drawn. */
async function openBuildings(page: Page): Promise<void> {
  await page.goto('/admin/buildings');
  await expect(map(page).locator('.map-building').first()).toBeAttached();
}

/** Returns a point of the map's window, as fractions of its size. */
async function pointOf(page: Page, right: number, down: number) {
  const box = await map(page).boundingBox();
  if (!box) throw new Error('no map');
  return { x: box.x + box.width * right, y: box.y + box.height * down };
}

const SQUARE = [
  [0.3, 0.55],
  [0.5, 0.55],
  [0.5, 0.75],
  [0.3, 0.75],
] as const;

test('[L13][L14] by mouse and keyboard: an administrator draws a building, moves its corners, removes it and takes that back', async ({
  person,
}) => {
  const page = await person(0, { path: null, viewport: { width: 1440, height: 900 } });
  await openBuildings(page);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Estufa Nova');
  const save = page.getByRole('button', { name: 'Save' });
  await expect(save).toBeDisabled();
  for (const [right, down] of SQUARE) {
    const { x, y } = await pointOf(page, right, down);
    await page.mouse.click(x, y);
  }
  await expect(corners(page)).toHaveCount(4);
  await corners(page).first().click();
  await expect(page.getByRole('button', { name: 'Finish the outline', exact: true })).toBeHidden();

  // By mouse: a point in the middle of an edge becomes a corner, which moves with the pointer.
  const middle = map(page).getByRole('button', { name: 'Add a corner between 1 and 2' });
  const from = await middle.boundingBox();
  if (!from) throw new Error('no handle');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2, from.y - 40, { steps: 4 });
  await page.mouse.up();
  await expect(corners(page)).toHaveCount(5);
  // By keyboard: a corner moves, and goes.
  const second = map(page).getByRole('button', { name: 'Corner 2 of 5' });
  const before = await second.boundingBox();
  await second.press('Shift+ArrowUp');
  await expect.poll(async () => (await second.boundingBox())?.y).toBeLessThan(before?.y ?? 0);
  await second.press('Delete');
  await expect(corners(page)).toHaveCount(4);
  await accessible(page);
  await save.click();
  await expect(said(page, 'Saved Estufa Nova.')).toBeVisible();

  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByText('Circle', { exact: true }).click();
  await page.getByRole('spinbutton', { name: 'Radius (metres)' }).fill('25');
  await expect(map(page).getByRole('button', { name: /^Edge of the circle, 25 m/ })).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Circle, 25 m')).toBeVisible();

  // By keyboard alone: Enter puts a corner at the middle of the map, which the arrow keys move.
  await page.getByRole('button', { name: 'Edit', exact: true }).press('Enter');
  await page.getByRole('radio', { name: 'Circle' }).press('ArrowLeft');
  await map(page).locator('.leaflet-container').focus();
  for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft']) {
    await page.keyboard.press('Enter');
    const at = await corners(page).first().boundingBox();
    await page.keyboard.press(key);
    const moved = key === 'ArrowDown' ? 'y' : 'x';
    await expect
      .poll(async () =>
        Math.abs(((await corners(page).first().boundingBox())?.[moved] ?? 0) - (at?.[moved] ?? 0)),
      )
      .toBeGreaterThan(70);
  }
  await expect(corners(page)).toHaveCount(3);
  await page.getByRole('button', { name: 'Finish the outline', exact: true }).press('Enter');
  await page.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(page.getByText('Outline, 3 corners').first()).toBeVisible();

  await page.getByRole('button', { name: 'Remove' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove Estufa Nova?' });
  await expect(dialog).toContainText('You can undo it');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Remove the building' }).click();
  await expect(said(page, 'Removed Estufa Nova.')).toBeVisible();
  const listed = page.getByRole('button', { name: /^Estufa Nova/ });
  await expect(listed).toHaveCount(0);
  const undo = page.getByRole('button', { name: 'Undo' });
  await undo.click();
  await expect(listed.first()).toBeVisible();
  const changes = page.getByRole('region', { name: 'Changes' });
  for (const left of [3, 2, 1]) {
    await expect(changes.locator('time')).toHaveCount(left);
    await undo.click();
  }
  await expect(changes).toHaveCount(0);
});

test('[L12][L13] by mouse: an administrator draws the grounds of a campus', async ({ person }) => {
  const page = await person(0, { path: null, viewport: { width: 1440, height: 900 } });
  await openBuildings(page);
  await page.getByRole('button', { name: 'Edit the campus Alameda' }).click();
  const press = async (right: number, down: number) => {
    const { x, y } = await pointOf(page, right, down);
    await page.mouse.click(x, y);
  };
  await page.getByRole('button', { name: 'Add: Path' }).click();
  for (const at of [0.3, 0.4, 0.5]) await press(at, 0.9);
  await map(page)
    .getByRole('button', { name: /^Corner 3 of 3: finish the line/ })
    .click();
  const piece = page.getByRole('region', { name: 'Path' });
  await piece.getByRole('spinbutton', { name: 'Width (metres)' }).fill('6');
  await piece.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Add: Tree' }).click();
  await press(0.6, 0.9);
  await expect(map(page).getByRole('button', { name: 'The point that is drawn' })).toBeVisible();
  await accessible(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(said(page, 'Saved Alameda.')).toBeVisible();

  // What is drawn can be touched.
  await page.getByRole('button', { name: 'Edit the campus Alameda' }).click();
  await press(0.45, 0.9);
  await expect(piece.getByRole('spinbutton', { name: 'Width (metres)' })).toHaveValue('6');
  await piece.getByRole('button', { name: 'Remove' }).click();
  await expect(piece).toHaveCount(0);
  await page.getByRole('button', { name: 'Cancel' }).click();

  await page.getByRole('button', { name: 'Add a campus' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Loures');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(said(page, 'Saved Loures.')).toBeVisible();
  await page.getByRole('button', { name: 'Edit the campus Loures' }).click();
  await page.getByRole('button', { name: 'Remove the campus' }).click();
  await expect(said(page, 'Removed Loures.')).toBeVisible();
  const undo = page.getByRole('button', { name: 'Undo' });
  const changes = page.getByRole('region', { name: 'Changes' });
  for (const left of [2, 1, 0]) {
    await undo.click();
    await expect(changes.locator('time')).toHaveCount(left);
  }
});

test('[L13][L15] by finger: an import shows before what it changes, refuses a fault, and is taken back', async ({
  person,
  expectErrors,
}) => {
  expectErrors(/400/);
  const page = await person(0, {
    path: null,
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    colorScheme: 'dark',
  });
  await openBuildings(page);
  await page.getByRole('button', { name: 'Import', exact: true }).tap();
  const file = page.getByLabel('Choose a file, or drop it here');
  const upload = (containedSpaces: object[], name = 'buildings.json') =>
    file.setInputFiles({
      name,
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify({ containedSpaces })),
    });
  const place = { latitude: 38.7362, longitude: -9.1375 };
  await upload([{ id: 'estufa', name: 'Estufa', ...place, range: 0 }]);
  await expect(page.getByRole('alert').filter({ hasText: 'containedSpaces.0.range' })).toBeVisible();
  // Of two files the one that was chosen last counts, also when the answer about the other one is late.
  let answerFirst = () => {};
  const released = new Promise<void>((done) => {
    answerFirst = done;
  });
  await page.route(
    '**/preview',
    async (route) => {
      await released;
      await route.continue();
    },
    { times: 1 },
  );
  const late = page.waitForRequest('**/preview');
  await upload([{ id: 'late', name: 'Too late', ...place, range: 9 }], 'late.json');
  const request = await late;
  await upload([
    { id: 'estufa', name: 'Estufa', ...place, range: 12 },
    { id: 'estufa', name: 'Estufim', ...place, range: 5 },
  ]);
  await expect(said(page, '2 added, 0 changed, 0 removed')).toBeVisible();
  answerFirst();
  await (await request.response())?.finished();
  await expect(page.getByText('gets estufa-2')).toBeVisible();
  await expect(map(page).locator('.map-touched-added')).toHaveCount(2);
  // The import would remove all other buildings of the campus.
  await page.getByRole('switch', { name: /all buildings/ }).tap();
  await expect(page.getByRole('heading', { name: /^Removed/ })).toBeVisible();
  await accessible(page);
  await page.getByRole('switch', { name: /all buildings/ }).tap();
  await expect(page.getByRole('heading', { name: /^Removed/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Import 2 changes' }).tap();
  await expect(said(page, 'Imported buildings.json.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Estufim/ }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).tap();
  await expect(said(page, 'Undone')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Estufim/ })).toHaveCount(0);
});
