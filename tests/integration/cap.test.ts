import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { AlertRole } from '@/protocol/alert-kinds';
import type { UserActor } from '@/server/actor';
import type { FetchDocument } from '@/server/alerts/cap/fetch-document';
import { importCapMessage } from '@/server/alerts/cap/import-message';
import type { CapInfo, CapMessage } from '@/server/alerts/cap/message';
import { parseMessage } from '@/server/alerts/cap/parse-message';
import { pollSources } from '@/server/alerts/cap/poll-sources';
import { timeOf } from '@/server/alerts/cap/values';
import { writeMessage } from '@/server/alerts/cap/write-message';
import { createLimits } from '@/server/limits';
import { type Core, startCores } from '../support/core';

const keyFile = path.join(tmpdir(), `cap-key-${randomUUID()}.pem`);
const sourcesFile = path.join(tmpdir(), `cap-sources-${randomUUID()}.json`);
const GATEWAY = `weather-${randomUUID().slice(0, 8)}`;
const FEED = 'https://met.example.pt/feed.xml';
const SOURCES = [
  { name: 'weather', senders: ['met.example'], user: GATEWAY },
  { name: 'polled', senders: ['feed.example'], feed: FEED },
];
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
let cores: Awaited<ReturnType<typeof startCores>>;
let core: Core;

beforeAll(async () => {
  writeFileSync(keyFile, keys.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(sourcesFile, JSON.stringify(SOURCES));
  cores = await startCores({
    CAP_FEED: 'on',
    CAP_SIGNING_KEY_FILE: keyFile,
    CAP_SOURCES_FILE: sourcesFile,
  });
  core = cores.core;
});
afterAll(async () => {
  await cores?.remove();
  for (const file of [keyFile, sourcesFile]) rmSync(file, { force: true });
});

/** Creates a user with a right everywhere, or for a building, in a browser. */
async function officer(role: AlertRole, building?: string): Promise<UserActor> {
  const user = await core.person();
  const administrator = { ...(await core.person()), administrator: true };
  await core.app.commands.grantRole({ actor: administrator, user: user.username, role, building });
  return { ...user, via: 'sign-in', credentialId: randomUUID() };
}

test('[H9] each revision is a signed message at its own URL, and an entry of the feed', async () => {
  const { commands } = core.app;
  const actor = await officer('sole_operator');
  const { alert } = await commands.breakGlass({
    actor,
    key: randomUUID(),
    word: 'ALERT',
    template: 'fire',
    values: { time: '14:05' },
    area: { campus: null, buildings: ['tower'] },
    nextUpdateMinutes: 15,
    expiresMinutes: 60,
  });
  await commands.cancelAlert({ actor, id: alert.id, revision: 1 });

  const { xml, changed } = await commands.showCapFeed({});
  expect(changed.getTime()).toBeGreaterThan(Date.now() - 60_000);
  const links = [...xml.matchAll(/href="[^"]*\/api\/v1\/cap-feed\/([^"]+)"/g)].map(
    ([, identifier]) => identifier,
  );
  expect(links).toEqual(expect.arrayContaining([`${alert.id}.1`, `${alert.id}.2`]));

  const [first, second] = await Promise.all(
    [1, 2].map(async (revision) => {
      const message = await commands.showCapMessage({ identifier: `${alert.id}.${revision}` });
      return parseMessage(Buffer.from(message.xml), { mediaType: 'application/cap+xml', key: publicKey });
    }),
  );
  expect(first).toMatchObject({
    signature: 'valid',
    message: { msgType: 'Alert', status: 'Actual', references: [] },
  });
  expect(second).toMatchObject({
    signature: 'valid',
    message: {
      msgType: 'Cancel',
      note: 'The message was sent in error.',
      references: [{ identifier: `${alert.id}.1` }],
    },
  });
  await expect(commands.showCapMessage({ identifier: `${alert.id}.3` })).rejects.toMatchObject({
    code: 'not_found',
  });
});

/** Returns a message as XML; its area has no shape, so it concerns the whole campus. */
function xml(identifier: string, change: Partial<CapMessage> = {}): string {
  const info: CapInfo = {
    language: 'pt',
    categories: ['Met'],
    event: 'Vento',
    responses: ['Prepare'],
    urgency: 'Immediate',
    severity: 'Extreme',
    certainty: 'Observed',
    audience: null,
    eventCodes: [],
    effective: null,
    onset: null,
    expires: timeOf(Date.now() + 3_600_000),
    senderName: 'Instituto',
    headline: 'Vento forte',
    description: 'Rajadas de 120 km/h.',
    instruction: 'Fique dentro.',
    web: null,
    contact: null,
    parameters: [],
    resources: [],
    areas: [
      { description: 'Lisboa', polygons: [], circles: [], geocodes: [], altitude: null, ceiling: null },
    ],
  };
  return writeMessage({
    identifier,
    sender: 'met.example',
    sent: timeOf(Date.now()),
    status: 'Actual',
    msgType: 'Alert',
    source: null,
    scope: 'Public',
    restriction: null,
    addresses: [],
    codes: [],
    note: null,
    references: [],
    incidents: [],
    infos: [info],
    ...change,
  });
}
const post = (actor: UserActor, text: string, mediaType = 'application/cap+xml') =>
  core.app.commands.importCapMessage({ actor, mediaType, data: async () => Buffer.from(text) });
const name = () => `m-${randomUUID()}`;

test('[H9] a posted message is shown to officers and alerts nobody', async () => {
  const gateway = await core.person(GATEWAY);
  const drafter = await officer('drafter');
  const { commands } = core.app;
  const list = async () => (await commands.showConsole({ actor: drafter })).capMessages;
  const sent = timeOf(Date.now());
  const identifier = name();
  const text = xml(identifier, { sent });
  const known = core.app.alerts.known().length;

  await expect(post(drafter, text)).rejects.toMatchObject({ code: 'forbidden' });
  const { id } = await post(gateway, text);
  // The same again is the same; another text of the same name is none.
  expect(await post(gateway, text)).toEqual({ id });
  await expect(post(gateway, xml(identifier, { sent, note: 'other' }))).rejects.toMatchObject({
    code: 'conflict',
    field: '/alert/identifier',
  });
  await expect(post(gateway, text, 'text/html')).rejects.toMatchObject({ code: 'bad_request', field: '/' });
  expect(await list()).toContainEqual(
    expect.objectContaining({
      id,
      source: 'weather',
      kind: 'live',
      type: 'alert',
      severity: 'Extreme',
      buildings: [],
      signature: 'none',
      texts: [
        {
          language: 'pt',
          headline: 'Vento forte',
          description: 'Rajadas de 120 km/h.',
          instruction: 'Fique dentro.',
        },
      ],
    }),
  );
  expect(core.app.alerts.known()).toHaveLength(known);
  expect(core.relayed.some(({ event }) => event.to === 'nodes' && event.body.type === 'alert_console')).toBe(
    true,
  );

  // A Cancel with the severity of what it ends ends it, by a time written with another offset.
  const references = [{ sender: 'met.example', identifier, sent: sent.replace('-00:00', '+00:00') }];
  const cancel = await post(gateway, xml(name(), { msgType: 'Cancel', references, status: 'Exercise' }));
  const after = await list();
  expect(after.map((each) => each.id)).not.toContain(id);
  expect(after).toContainEqual(
    expect.objectContaining({ id: cancel.id, type: 'cancel', kind: 'exercise', about: [id] }),
  );
  expect((await commands.showConsole({ actor: await officer('warden') })).capMessages).toEqual([]);
  // Officers of a building see what concerns it, and dismiss only what concerns no other place.
  const library = 'library';
  const places = ['tower', library].flatMap((id) => core.app.places.get(id) ?? []);
  vi.spyOn(core.app.places, 'buildings').mockReturnValue(places);
  const towers = await officer('drafter', 'tower');
  const forTower = async () =>
    (await commands.showConsole({ actor: towers })).capMessages.map(({ id }) => id);
  expect(await forTower()).toContain(cancel.id);
  const dismissal = () => commands.dismissCapMessage({ actor: towers, id: cancel.id });
  await expect(dismissal()).rejects.toMatchObject({ code: 'forbidden' });
  const place = (...buildings: string[]) =>
    core.db.pool.query('UPDATE cap_messages SET buildings = $2 WHERE id = $1', [cancel.id, buildings]);
  await place('tower', library);
  expect(await forTower()).toContain(cancel.id);
  await expect(dismissal()).rejects.toMatchObject({ code: 'forbidden' });
  await place(library);
  expect(await forTower()).not.toContain(cancel.id);
  await expect(dismissal()).rejects.toMatchObject({ code: 'not_found' });
  vi.restoreAllMocks();
  await commands.dismissCapMessage({ actor: drafter, id: cancel.id });
  expect((await list()).map((each) => each.id)).not.toContain(cancel.id);
  await expect(commands.dismissCapMessage({ actor: drafter, id: cancel.id })).rejects.toMatchObject({
    code: 'not_found',
  });

  // Rule 95, with a limit of one message.
  const one = { burst: 1, perSecond: 0.001 };
  const limits = createLimits({ rates: { cap: one } as never });
  const limited = () =>
    importCapMessage(
      { ...core.app, limits },
      { actor: gateway, mediaType: 'text/xml', data: async () => Buffer.from(xml(name())) },
    );
  await limited();
  await expect(limited()).rejects.toMatchObject({ code: 'rate_limited' });
});

test('[H9] a feed is read by one node at a time, each message once, a refused one too', async () => {
  const entries = [name(), name(), name()].map((identifier) => ({
    identifier,
    url: `https://met.example.pt/${identifier}`,
  }));
  const [good, refused, missing] = entries.map(({ url }) => url) as [string, string, string];
  const documents = new Map([
    [good, xml(entries[0]?.identifier as string, { sender: 'feed.example' })],
    [refused, xml(entries[1]?.identifier as string)],
  ]);
  const asked: string[] = [];
  const fetchDocument: FetchDocument = async (url, { etag }) => {
    asked.push(url);
    const mediaType = 'text/xml';
    if (url !== FEED) {
      const text = documents.get(url);
      return text === undefined ? null : { bytes: Buffer.from(text), mediaType, etag: null };
    }
    if (etag === '"1"') return { bytes: null, mediaType, etag };
    const links = entries.map((entry) => `<entry><link href="${entry.url}"/></entry>`).join('');
    return {
      bytes: Buffer.from(`<feed xmlns="http://www.w3.org/2005/Atom">${links}</feed>`),
      mediaType,
      etag: '"1"',
    };
  };
  const logged: unknown[] = [];
  const log = { info: (fields: object) => void logged.push(fields), warn() {} };
  const poll = async () => {
    asked.length = 0;
    await Promise.all([core, cores.other].map(({ app }) => pollSources({ ...app, fetchDocument, log })));
    await core.db.pool.query("UPDATE cap_sources SET next_at = now() - interval '1 s'");
    return asked;
  };
  // The oldest is the last of the feed.
  expect(await poll()).toEqual([FEED, missing, refused, good]);
  expect(logged).toEqual([{ source: 'polled', code: 'sender_unknown', path: '/alert/sender' }]);
  const drafter = await officer('drafter');
  expect((await core.app.commands.showConsole({ actor: drafter })).capMessages).toContainEqual(
    expect.objectContaining({ source: 'polled', sender: 'feed.example' }),
  );
  // Administrators see what was refused; nobody else does.
  const administrator = { ...(await core.person()), administrator: true };
  const source = (await core.app.commands.listCapSources({ actor: administrator })).find(
    ({ name }) => name === 'polled',
  );
  expect(source?.read).not.toBeNull();
  expect(source?.refusals).toMatchObject([{ url: refused, code: 'sender_unknown', path: '/alert/sender' }]);
  await expect(core.app.commands.listCapSources({ actor: drafter })).rejects.toMatchObject({
    code: 'forbidden',
  });
  // What could not be read is asked for again, and then nothing but the feed.
  documents.set(missing, xml(entries[2]?.identifier as string, { sender: 'feed.example' }));
  expect(await poll()).toEqual([FEED, missing]);
  expect(await poll()).toEqual([FEED]);
});

test('[H9] a Cancel waits for what could not be read, and an entry that never can be read is given up', async () => {
  const sent = timeOf(Date.now() - 60_000);
  const [first, second] = [name(), name()];
  const sender = 'feed.example';
  const [alertUrl, cancelUrl] = [first, second].map((each) => `https://met.example.pt/${each}`) as [
    string,
    string,
  ];
  const references = [{ sender, identifier: first, sent }];
  const documents = new Map([[cancelUrl, xml(second, { sender, msgType: 'Cancel', references })]]);
  const asked: string[] = [];
  const fetchDocument: FetchDocument = async (url) => {
    asked.push(url);
    const links = [cancelUrl, alertUrl].map((each) => `<entry><link href="${each}"/></entry>`).join('');
    const text =
      url === FEED ? `<feed xmlns="http://www.w3.org/2005/Atom">${links}</feed>` : documents.get(url);
    return text === undefined ? null : { bytes: Buffer.from(text), mediaType: 'text/xml', etag: null };
  };
  const log = { info() {}, warn() {} };
  const poll = async (isStopped = () => false) => {
    asked.length = 0;
    await core.db.pool.query("UPDATE cap_sources SET next_at = now() - interval '1 s'");
    await pollSources({ ...core.app, fetchDocument, log }, isStopped);
    return asked;
  };
  // A node that stops requests nothing more.
  expect(await poll(() => asked.length > 0)).toEqual([FEED]);
  expect(await poll()).toEqual([FEED, alertUrl, cancelUrl]);
  documents.set(alertUrl, xml(first, { sender, sent }));
  // Both are taken, though the entry that has failed is read last.
  expect(await poll()).toEqual([FEED, cancelUrl, alertUrl]);
  const { rows } = await core.db.pool.query(
    'SELECT ended_at IS NOT NULL AS ended FROM cap_messages WHERE identifier = $1',
    [first],
  );
  expect(rows).toEqual([{ ended: true }]);
  expect(await poll()).toEqual([FEED]);

  documents.delete(alertUrl);
  await core.db.pool.query('UPDATE cap_entries SET failures = 9, read_at = $2 WHERE url = $1', [
    alertUrl,
    new Date(Date.now() - 86_400_000),
  ]);
  expect(await poll()).toEqual([FEED, alertUrl]);
  await core.db.pool.query('UPDATE cap_entries SET read_at = $1', [new Date(Date.now() - 86_400_000)]);
  expect(await poll()).toEqual([FEED]);
});
