import { CENTRAL, FAR_LAWN, LAWN, moved, OUTSIDE, TORRE_NORTE } from '@/tests/support/campus';
import {
  expect,
  idOf,
  list,
  locationHeading,
  message,
  messages,
  nameOf,
  onSecondNode,
  open,
  openCard,
  openSettings,
  type Page,
  people,
  place,
  places,
  ready,
  rowOf,
  say,
  share,
  sharingSwitch,
  stuck,
  test,
  writeTo,
} from './people';

test('[M: Nearby list][M: Empty states] two people share, see each other and talk; every tab gets each message once', async ({
  person,
}) => {
  const ana = await person(3, { at: TORRE_NORTE.at });
  const rui = await person(4, { at: moved(TORRE_NORTE.at, 5) });
  await expect(locationHeading(ana)).toHaveText('Not sharing your place');
  await expect(people(ana)).toContainText('You decide who sees you.');
  await share(ana);
  await expect(locationHeading(ana)).toHaveText(TORRE_NORTE.name);
  await expect(people(ana)).toContainText('Nobody near right now');
  await expect(people(ana).getByRole('img', { name: /^QR code of / })).toBeVisible();
  await expect(people(rui)).not.toContainText(nameOf(3));
  await share(rui);
  await expect(locationHeading(rui)).toHaveText(TORRE_NORTE.name);

  await expect(rowOf(ana, 4)).toContainText('In my building');
  await expect(rowOf(ana, 4)).toContainText('Here');
  await expect(rowOf(rui, 3)).toContainText('In my building');

  const second = await rui.context().newPage();
  await second.goto('/');
  await expect(list(second)).toBeVisible();
  await expect(rowOf(second, 3)).toContainText('In my building');

  const audiences = people(ana).getByRole('group', { name: 'Who gets your message' });
  await expect(audiences.getByRole('button', { name: '1 person near' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await expect(audiences).toContainText(`${TORRE_NORTE.name}, 1`);
  const field = people(ana).getByRole('textbox', { name: 'Message' });
  await expect(field).toHaveAttribute('placeholder', 'Say something to 1 person near');
  await field.fill('Hello to all in range');
  await field.press('Enter');
  await expect(people(ana).getByText('It reached 1 person')).toBeVisible();
  await open(ana, 'building');
  await say(ana, 'Hello to the building');
  for (const page of [ana, rui, second]) {
    await open(page, 'building');
    await expect(message(page, 'Hello to the building')).toHaveCount(1);
    await open(page, 'nearby');
    await expect(message(page, 'Hello to all in range')).toHaveCount(1);
  }
  // A person's card leads to the direct conversation.
  const card = await openCard(rui, 3);
  await expect(card).toContainText('In my building');
  await expect(card.getByRole('button', { name: `Block ${nameOf(3)}` })).toBeVisible();
  await expect(card.getByRole('button', { name: `Report ${nameOf(3)}` })).toBeVisible();
  await card.getByRole('button', { name: 'Message' }).click();
  await say(rui, 'Only for you');
  await open(ana, nameOf(4));
  await open(second, nameOf(3));
  for (const page of [ana, second]) await expect(message(page, 'Only for you')).toHaveCount(1);
});

test('[M: Range] a user who moves out of range disappears, and reappears on return', async ({ person }) => {
  const ana = await person(5, { at: LAWN });
  const rui = await person(6, { at: moved(LAWN, 20) });
  await share(ana);
  await share(rui);
  await expect(rowOf(ana, 6)).toHaveCount(1);
  await expect(locationHeading(ana)).toHaveText('Outside the buildings');

  // Movements are announced after 5 s.
  await rui.clock.install();
  await rui.context().setGeolocation({ ...FAR_LAWN, accuracy: 5 });
  await rui.clock.fastForward(5_000);
  await expect(rowOf(ana, 6)).toHaveCount(0);
  await open(ana, 'nearby');
  await say(ana, 'Is anybody there?');
  await expect(message(ana, 'Is anybody there?')).toHaveCount(1);

  await rui.context().setGeolocation({ ...moved(LAWN, 30), accuracy: 5 });
  await rui.clock.fastForward(5_000);
  await expect(rowOf(ana, 6)).toHaveCount(1);
  await say(ana, 'Welcome back');
  await open(rui, 'nearby');
  await expect(message(rui, 'Welcome back')).toHaveCount(1);
  await expect(message(rui, 'Is anybody there?')).toHaveCount(0);

  // Turning sharing off works both ways, at once.
  await place(rui)
    .getByRole('switch', { name: /Share my place/ })
    .click();
  await expect(rowOf(ana, 6)).toHaveCount(0);
  await expect(rowOf(rui, 5)).toHaveCount(0);
});

test('chosen users get a message by username anywhere; an unknown username is named', async ({ person }) => {
  const ana = await person(5);
  const rui = await person(6);
  await writeTo(ana, idOf(6));
  await say(ana, 'To you by name');
  await open(rui, nameOf(5));
  await expect(message(rui, 'To you by name')).toHaveCount(1);

  await writeTo(ana, 'ist9999999');
  await say(ana, 'To nobody');
  await expect(messages(ana)).toContainText('One of these usernames does not exist');
  await expect(messages(rui)).not.toContainText('To nobody');
});

test('[U2] a point chosen on the map with the keyboard alone is a position', async ({ person }) => {
  const page = await person(7);
  const sharing = place(page).getByRole('switch', { name: /Share my place/ });
  await expect(sharing).toBeEnabled();
  // An earlier test may have left this person sharing.
  if (await sharing.isChecked()) await sharing.press('Enter');
  await expect(sharing).not.toBeChecked();
  await sharing.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Choose a point on the map' }).press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Tap where you are' })).toBeVisible();
  await expect(page.locator('.leaflet-container')).toBeFocused();
  expect(await stuck(page)).toEqual([]);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(sharing).toBeChecked();
  await openSettings(page);
  await expect(place(page)).toContainText('Chosen on the map');
  await expect(locationHeading(page)).not.toHaveText(/Looking for you|Not sharing/);
  expect(await stuck(page)).toEqual([]);
});

test('[U2] a point and at once the device: the device is reported last, and stays', async ({ person }) => {
  const page = await person(7, { at: CENTRAL.at });
  await share(page);
  await expect(locationHeading(page)).toHaveText(CENTRAL.name);
  const announced: string[] = [];
  let answer: (() => void) | undefined;
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    let held: string | undefined;
    socket.onMessage((frame) => {
      const [, id, position] = /^42(\d+)\["update_coordinates",(\{.*\})\]$/.exec(String(frame)) ?? [];
      if (position) {
        const device = JSON.parse(position).latitude === CENTRAL.at.latitude;
        announced.push(device ? 'device' : 'point');
        if (!device) held = `43${id}[`;
      }
      server.send(frame);
    });
    server.onMessage((frame) => {
      if (held === undefined || !String(frame).startsWith(held)) return socket.send(frame);
      answer = () => {
        announced.push('answer');
        socket.send(frame);
      };
    });
  });
  await page.reload();
  await expect.poll(() => announced).toEqual(['device']);
  await openSettings(page);
  await place(page).getByRole('button', { name: 'Choose on the map' }).click();
  await page.getByRole('button', { name: 'I am at the cross' }).click();
  await expect.poll(() => announced).toEqual(['device', 'point']);
  await openSettings(page);
  await place(page).getByRole('button', { name: 'Use my location' }).click();
  await expect(place(page)).toContainText('Accurate to about');
  await expect.poll(() => answer !== undefined).toBe(true);
  answer?.();
  await expect.poll(() => announced).toEqual(['device', 'point', 'answer', 'device']);
  await expect(locationHeading(page)).toHaveText(CENTRAL.name);
});

test('a building chosen by hand is marked as such, and shares no position', async ({ person }) => {
  const rui = await person(7, { at: CENTRAL.at });
  await share(rui);
  await expect(locationHeading(rui)).toHaveText(CENTRAL.name);
  const ana = await person(8);
  await ready(ana);
  await openSettings(ana);
  await place(ana).getByRole('button', { name: 'Choose my building by hand' }).click();
  await places(ana).getByRole('searchbox', { name: 'Find a place' }).fill('pavilhao central');
  await places(ana)
    .getByRole('button', { name: `I am here: ${CENTRAL.name}` })
    .click();
  await expect(locationHeading(ana)).toHaveText(CENTRAL.name);
  await expect(place(ana)).toContainText('Chosen by hand');
  await expect(place(ana).getByRole('switch', { name: /Share my place/ })).not.toBeChecked();
  await expect(rowOf(rui, 8)).toContainText('In my building');
  await expect(rowOf(rui, 8)).toContainText('chosen by hand');
  await expect(rowOf(rui, 8)).not.toContainText(/Here|Near|In range/);

  await open(ana, 'building');
  await say(ana, 'I am here, so I say');
  await open(rui, 'building');
  await expect(message(rui, 'I am here, so I say')).toHaveCount(1);
  await place(ana).getByRole('button', { name: 'I left this building' }).click();
  await expect(rowOf(rui, 8)).toHaveCount(0);
  await expect(locationHeading(ana)).not.toHaveText(OUTSIDE);

  // Sharing did not end for Ana, who did not share; it did for Rui.
  await expect(place(ana)).not.toContainText('ended sharing');
  await openSettings(rui);
  await place(rui).getByRole('button', { name: 'Choose my building by hand' }).click();
  await expect(places(rui)).toContainText('Choosing a building by hand ends sharing');
  await places(rui)
    .getByRole('button', { name: `I am here: ${TORRE_NORTE.name}` })
    .click();
  await expect(place(rui)).toContainText('Choosing a building by hand ended sharing.');
  await expect(sharingSwitch(rui)).not.toBeChecked();
});

/** Counts how often the page has the device's position watched now; from the next load of the page. */
async function countWatches(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const { geolocation } = navigator;
    const [watch, clear] = [
      geolocation.watchPosition.bind(geolocation),
      geolocation.clearWatch.bind(geolocation),
    ];
    const watches = new Set<number>();
    Object.assign(window, { watches });
    geolocation.watchPosition = (...options) => {
      const id = watch(...options);
      watches.add(id);
      return id;
    };
    geolocation.clearWatch = (id) => {
      watches.delete(id);
      clear(id);
    };
  });
  return () => page.evaluate(() => (window as unknown as { watches: Set<number> }).watches.size);
}

test('[M: Location permission] it is explained and requested on a tap; without it, the other ways remain', async ({
  person,
}) => {
  const page = await person(8, { path: null, permissions: [] });
  const watches = await countWatches(page);
  await page.goto('/');
  await ready(page);
  await sharingSwitch(page).click();
  const dialog = page.getByRole('dialog', { name: 'Share your place?' });
  await expect(dialog).toContainText('never the exact spot');
  expect(await watches()).toBe(0);
  await dialog.getByRole('button', { name: 'Share this device' }).click();
  await expect(sharingSwitch(page)).toBeChecked();
  await expect.poll(watches).toBe(1);
  await expect(
    place(page).getByRole('alert').filter({ hasText: 'is not allowed to use your location' }),
  ).toBeVisible();
  await expect(place(page)).toContainText('Not visible: no position');
  await openSettings(page);
  await expect(place(page).getByRole('button', { name: 'Choose on the map' })).toBeVisible();
  await expect(place(page).getByRole('button', { name: 'Choose my building by hand' })).toBeVisible();
});

/**
 * On the second node: a user who also shares in another file would have another reporting device, and would not be
 * asked.
 */
test.describe('sharing', () => {
  test.use(onSecondNode);

  test('[P17][M: Location honesty] the page says whether and until when other people can find the user', async ({
    person,
  }) => {
    const page = await person(11, { path: null, at: { ...CENTRAL.at, accuracy: 900 } });
    const watches = await countWatches(page);
    await page.goto('/');
    await share(page);
    await expect(place(page)).toContainText('Not visible: position not exact');
    await expect(locationHeading(page)).toHaveText('Not sure which building');
    // A more accurate position is announced after 15 s.
    await page.clock.install();
    await page.context().setGeolocation({ ...CENTRAL.at, accuracy: 5 });
    await page.clock.fastForward(15_000);
    await expect(place(page)).toContainText(/Visible until \d\d:\d\d/);
    await openSettings(page);
    await expect(place(page)).toContainText('Accurate to about 5 m · updated just now');
    await expect(page.locator('.map-accuracy')).toHaveCount(1);
    await expect.poll(watches).toBe(1);
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await expect.poll(watches).toBe(0);
  });

  test('[P1][P19] sharing continues without a question, and names the reporting device', async ({
    person,
  }) => {
    const phone = await person(12, { at: CENTRAL.at });
    await phone.getByRole('switch', { name: /Share my place/ }).click();
    await phone.getByRole('dialog').getByRole('radio', { name: 'Until I turn it off' }).check();
    await phone.getByRole('dialog').getByRole('button', { name: 'Share this device' }).click();
    await expect(locationHeading(phone)).toHaveText(CENTRAL.name);
    await phone.reload();
    await expect(place(phone)).toContainText('Visible until you turn it off');

    const desk = await person(12, { at: TORRE_NORTE.at });
    await expect(locationHeading(desk)).toHaveText(TORRE_NORTE.name);
    await expect(locationHeading(phone)).toHaveText(TORRE_NORTE.name);
    await expect(place(phone)).toContainText('By your other device: Chrome · Linux');
    await place(phone).getByRole('button', { name: 'Use this device' }).click();
    await expect(locationHeading(phone)).toHaveText(CENTRAL.name);
    await expect(locationHeading(desk)).toHaveText(CENTRAL.name);
  });
});

test('the history is there after a reload, and in another browser', async ({ person }) => {
  const page = await person(9);
  const other = await person(8);
  await writeTo(page, idOf(8));
  for (const text of ['first', 'second', 'third']) await say(page, text);
  await expect(message(page, 'third')).toHaveCount(1);
  await page.reload();
  for (const text of ['first', 'second', 'third']) await expect(message(page, text)).toHaveCount(1);
  const elsewhere = await person(9);
  await open(elsewhere, nameOf(8));
  await expect(message(elsewhere, 'third')).toHaveCount(1);
  await open(other, nameOf(9));
  await expect(message(other, 'second')).toHaveCount(1);
});

test('[M: Sending][M: Connection] without a connection the page says so, keeps unsent messages, and sends them once', async ({
  person,
  expectErrors,
}) => {
  expectErrors(/ERR_INTERNET_DISCONNECTED|WebSocket|Failed to load resource/);
  const ana = await person(9);
  const rui = await person(10);
  await writeTo(ana, idOf(10));
  await say(ana, 'before the tunnel');
  await open(rui, nameOf(9));
  await expect(message(rui, 'before the tunnel')).toHaveCount(1);
  await ana.context().setOffline(true);
  await expect(ana.getByText('You are offline.')).toBeVisible();
  await say(ana, 'in the tunnel');
  await expect(messages(ana)).toContainText('Waiting to be sent');
  await say(rui, 'meanwhile');
  await expect(message(rui, 'meanwhile')).toHaveCount(1);
  await expect(message(ana, 'meanwhile')).toHaveCount(0);
  await ana.context().setOffline(false);
  await expect(ana.getByText('You are offline.')).toHaveCount(0);
  await expect(message(rui, 'in the tunnel')).toHaveCount(1);
  await expect(message(ana, 'in the tunnel')).toHaveCount(1);
  await expect(message(ana, 'meanwhile')).toHaveCount(1);
  await expect(messages(ana)).not.toContainText('Waiting to be sent');
});
