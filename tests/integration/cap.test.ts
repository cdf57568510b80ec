import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AlertRole } from '@/protocol/alert-kinds';
import type { UserActor } from '@/server/actor';
import { parseMessage } from '@/server/alerts/cap/parse-message';
import { type Core, startCores } from '../support/core';

const keyFile = path.join(tmpdir(), `cap-key-${randomUUID()}.pem`);
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
let cores: Awaited<ReturnType<typeof startCores>>;
let core: Core;

beforeAll(async () => {
  writeFileSync(keyFile, keys.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  cores = await startCores({ CAP_FEED: 'on', CAP_SIGNING_KEY_FILE: keyFile });
  core = cores.core;
});
afterAll(async () => {
  await cores?.remove();
  rmSync(keyFile, { force: true });
});

/** Creates a user with a right everywhere, in a browser. */
async function officer(role: AlertRole): Promise<UserActor> {
  const user = await core.person();
  const administrator = { ...(await core.person()), administrator: true };
  await core.app.commands.grantRole({ actor: administrator, user: user.username, role });
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
