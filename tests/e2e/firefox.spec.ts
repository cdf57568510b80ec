import { displayed, startFirefox } from '@/tests/support/firefox';
import { startFirefoxPushService } from '@/tests/support/firefox-push-service';
import { pushServicePort, signInElsewhere } from './elsewhere';
import { expect, idOf, nameOf, onSecondNode, test } from './people';

test.use(onSecondNode);

const READER = 2;
const WRITERS = [6, 7, 10];

test('[W1][W6] a closed page in Firefox: every message is pushed once, and the newest of each conversation is shown until it is read', async ({
  url,
}) => {
  const service = await startFirefoxPushService({ port: pushServicePort(0) });
  const firefox = await startFirefox(service);
  const page = await firefox.newPage();
  await page.goto(url);
  await page.click('with FenixEdu');
  await page.click(idOf(READER));
  await page.shows('Around you');
  await page.goto(`${url}/notifications`);
  await service.ready;
  await page.click('Turn on');
  await page.shows('Notifications are on');
  await page.close();

  const reader = await signInElsewhere(READER, url);
  const writers = await Promise.all(WRITERS.map((n) => signInElsewhere(n, url)));
  // Before that, the messages of the writers would be requests.
  for (const n of WRITERS) await reader.send({ to: 'people', users: [idOf(n)] }, 'write to me');
  const write = (writer: (typeof writers)[number], text: string) =>
    writer.send({ to: 'people', users: [idOf(READER)] }, text);
  await Promise.all(
    writers.map(async (writer) => {
      for (const text of ['one', 'two', 'three']) await write(writer, text);
    }),
  );
  await service.answered(9);
  service.reverse(2);
  for (const text of ['four', 'five']) await write(writers[0] as (typeof writers)[number], text);
  await service.answered(11);
  expect(service.given.map(({ code }) => code)).toEqual(Array(11).fill(100));

  // No page of Quad, but one that sees its notifications.
  const outside = await firefox.newPage();
  await outside.goto(`${url}/icons/icon-192.png`);
  const shown = async () =>
    (await outside.evaluate(displayed)).map(({ title, body }) => `${title}: ${body}`).sort();
  const [first, second, third] = WRITERS.map(nameOf);
  await expect.poll(shown).toEqual([`${first}: five`, `${second}: three`, `${third}: three`].sort());

  const newest = (await outside.evaluate(displayed)).find(({ body }) => body === 'five');
  await reader.say('mark_read', { conversation: newest?.tag, seq: newest?.seq });
  await expect.poll(shown).toEqual([`${second}: three`, `${third}: three`].sort());
  expect(service.given).toHaveLength(12);

  for (const each of [reader, ...writers]) await each.end();
  await firefox.close();
  await service.close();
});
