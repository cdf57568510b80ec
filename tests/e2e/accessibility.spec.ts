import type { Locator } from '@playwright/test';
import { CENTRAL } from '@/tests/support/campus';
import { choose, expect, list, message, messages, onSecondNode, type Page, test } from './people';

test.use(onSecondNode);

/** Presses Tab until an element has the focus, as a user does who has no pointer. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 80; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${target}`);
}

test('the main job by keyboard alone, with the names that a screen reader says', async ({ browserOf }) => {
  const page = await browserOf({
    at: CENTRAL.at,
    viewport: { width: 1280, height: 900 },
    forcedColors: 'active',
  });
  await page.goto('/');
  await tabTo(page, page.getByRole('button', { name: 'Sign in with FenixEdu', exact: true }));
  await page.keyboard.press('Enter');
  await choose(page, 10);

  await expect(list(page)).toBeVisible();
  const sharing = page.getByRole('region', { name: 'Place' }).getByRole('switch', { name: 'Share my place' });
  await expect(sharing).toBeEnabled();
  await tabTo(page, sharing);
  await page.keyboard.press('Space');
  const dialog = page.getByRole('dialog', { name: 'Share your place?' });
  await expect(dialog).toMatchAriaSnapshot(`
    - heading "Share your place?"
    - group "For how long":
      - radio "An hour" [checked]
      - radio "Until tonight"
      - radio "While I’m here"
      - radio "Until I turn it off"
  `);
  await tabTo(page, dialog.getByRole('button', { name: "Share this device's location" }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Place' })).toMatchAriaSnapshot(`
    - heading "${CENTRAL.name}"
    - switch "Share my place" [checked]
  `);

  const people = page.getByRole('region', { name: 'People' });
  await tabTo(page, people.getByRole('textbox', { name: 'Message' }));
  await page.keyboard.type('Is anybody here?');
  await page.keyboard.press('Enter');
  await expect(people.getByRole('status').filter({ hasText: /^It reached/ })).toBeVisible();

  await tabTo(page, list(page).getByRole('link', { name: /^Nearby/ }));
  await page.keyboard.press('Enter');
  await expect(message(page, 'Is anybody here?')).toBeVisible();
  await expect(messages(page)).toMatchAriaSnapshot(`
    - log "Messages":
      - article "Message from you":
        - paragraph: Is anybody here?
        - text: sent
        - button "Reply"
        - button "More"
  `);
  await tabTo(page, page.getByRole('textbox', { name: 'Message' }));
  await page.keyboard.type('Nobody, then');
  await page.keyboard.press('Enter');
  await expect(message(page, 'Nobody, then')).toBeVisible();

  await page.keyboard.press('Control+k');
  await page.keyboard.type(CENTRAL.name);
  const palette = page.getByRole('dialog', { name: 'Go to…' });
  await expect(palette.getByRole('option', { name: new RegExp(CENTRAL.name) }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();
});
