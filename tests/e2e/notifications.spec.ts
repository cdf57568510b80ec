import type { BrowserContext, Page } from '@playwright/test';
import { accessible, expect, nameOf, onSecondNode, sendTo, test } from './people';

/** The second node, because the messages of other files would notify, too. */
test.use(onSecondNode);

const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** Lets pages subscribe at a push service that is not there: a real one would need the browser's own. */
async function letSubscribe(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const keys = {
      p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
      auth: 'BTBZMqHH6r4Tts7J_aSIgg',
    };
    const subscribed = () => {
      const endpoint = localStorage.getItem('endpoint of the test');
      if (endpoint === null) return null;
      const unsubscribe = async () => {
        localStorage.removeItem('endpoint of the test');
        return true;
      };
      const subscription: object = { endpoint, unsubscribe, toJSON: () => ({ endpoint, keys }) };
      return subscription as PushSubscription;
    };
    Object.defineProperty(Notification, 'permission', { get: () => 'granted' });
    Notification.requestPermission = async () => 'granted';
    PushManager.prototype.getSubscription = async () => subscribed();
    PushManager.prototype.subscribe = async () => {
      localStorage.setItem('endpoint of the test', `http://127.0.0.1:9/${crypto.randomUUID()}`);
      return subscribed() as PushSubscription;
    };
  });
}

test('[W4] a user turns notifications on, says when and what, and reads why a message did not notify', async ({
  person,
  url,
}) => {
  const page = await person(9, { path: null, serviceWorkers: 'allow' });
  await letSubscribe(page.context());
  await page.goto('/');
  await page.getByRole('button', { name: `Menu of ${nameOf(9)}` }).click();
  await page.getByRole('link', { name: 'Notifications' }).click();
  const device = part(page, 'This device');
  await device.getByRole('button', { name: 'Turn on' }).click();
  await expect(device).toContainText('Notifications are on');
  await expect(device.getByRole('switch', { name: 'Only direct messages' })).toBeVisible();
  await device.getByRole('button', { name: 'Send a test' }).click();
  await expect(device.getByRole('status')).toContainText('The push service cannot be reached now.');

  await part(page, 'What').getByText('Sender only').click();
  await expect(part(page, 'What')).toContainText('Whoever sees your screen learns who wrote, not what.');
  const when = part(page, 'When');
  await when.getByRole('switch', { name: 'Quiet hours' }).click();
  await expect(when.getByLabel('From')).toHaveValue('23:00');
  await when.getByLabel('To').fill('06:30');
  await when.getByRole('button', { name: 'Save' }).click();
  await when.getByRole('button', { name: 'For 8 hours' }).click();
  await expect(when).toContainText('Nothing notifies you until');

  const friend = await person(11, { path: null });
  await sendTo(page, { to: 11, text: 'are you there?', url });
  await sendTo(friend, { to: 9, text: 'yes, I am', url });
  const why = part(page, 'Why was I notified, or not?');
  await expect(async () => {
    await page.reload();
    await expect(why).toContainText('you were not to be disturbed', { timeout: 5_000 });
  }).toPass();
  await expect(why.getByRole('link', { name: nameOf(11) })).toContainText('Direct message');
  await accessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await accessible(page);
  await device.getByRole('button', { name: 'Turn off' }).click();
  await expect(device).toContainText('Notifications are off');
});
