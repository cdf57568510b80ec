import { describe, expect, test } from 'vitest';
import { updateProfile } from '@/server/accounts/update-profile';
import type { UserActor } from '@/server/actor';
import { createConversation } from '@/server/conversations/create-conversation';
import { joinChannel } from '@/server/conversations/join-channel';
import { listChannels } from '@/server/conversations/list-channels';
import { sendMessage } from '@/server/conversations/send-message';
import { samplePhoto } from '@/server/dev-fenix/photo';
import { keepProviderPhoto } from '@/server/people/keep-provider-photo';
import { listPhotos } from '@/server/people/list-photos';
import { removePhoto } from '@/server/people/remove-photo';
import { showPerson } from '@/server/people/show-person';
import { showPhoto } from '@/server/people/show-photo';
import { uploadPhoto } from '@/server/people/upload-photo';
import { cellOf } from '@/server/presence/cells';
import { changePresence } from '@/server/presence/change-presence';
import { listBuildingCounts } from '@/server/presence/list-building-counts';
import { showReach } from '@/server/presence/show-reach';
import { blockUser } from '@/server/safety/block-user';
import { withCores } from '../support/suite';
import { createTalk } from '../support/talk';

const { core, other } = withCores();
const { people } = createTalk(core);

const picture = (hue: number) => Buffer.from(samplePhoto(hue), 'base64');
const upload = async (actor: UserActor, hue = 10) =>
  (await uploadPhoto(core.app, { actor, image: async () => picture(hue) })).photo;
const card = (actor: UserActor, { username }: UserActor) => showPerson(core.app, { actor, username });
const photoOf = async (actor: UserActor, { username }: UserActor) =>
  (await listPhotos(other.app, { actor, usernames: [username] }))[0]?.photo;
const read = (actor: UserActor, id: string) => showPhoto(other.app, { actor, id, size: 'small' });
const hide = (actor: UserActor) => updateProfile(core.app, { actor, searchable: false });
const guest = async () => ({ ...(await core.person()), guest: true });

/** Puts users into one cell. */
async function meet(...users: UserActor[]) {
  for (const user of users) {
    await core.session(user, { modern: true });
    await changePresence(core.app, user.userId, { sharing: true, cell: cellOf(41, -9.1), buildingId: 'b' });
  }
}

describe('[A41] a photo has an id', () => {
  test('that changes with the photo, and is gone with it', async () => {
    const [ana, rui] = await people(2);
    const first = await upload(ana);
    expect(await photoOf(rui, ana)).toBe(first);
    expect(await read(rui, first)).toMatchObject({ type: 'image/webp' });
    const second = await upload(ana, 200);
    expect(second).not.toBe(first);
    await expect(read(rui, first)).rejects.toMatchObject({ code: 'not_found' });
    await removePhoto(core.app, { actor: ana });
    await expect(read(rui, second)).rejects.toMatchObject({ code: 'not_found' });
    expect(await photoOf(rui, ana)).toBeUndefined();
  });

  test('that a sign-in with the same photo keeps', async () => {
    const [ana, rui] = await people(2);
    const signIn = (hue: number) => keepProviderPhoto(core.app, ana.userId, picture(hue));
    await signIn(30);
    const first = await photoOf(rui, ana);
    await signIn(30);
    expect(await photoOf(rui, ana)).toBe(first);
    await signIn(40);
    expect(await photoOf(rui, ana)).not.toBe(first);
  });

  test('and what the user chose is kept at a sign-in, also no photo', async () => {
    const [ana, rui] = await people(2);
    const own = await upload(ana);
    await keepProviderPhoto(core.app, ana.userId, picture(50));
    expect(await photoOf(rui, ana)).toBe(own);
    await removePhoto(core.app, { actor: ana });
    await keepProviderPhoto(core.app, ana.userId, picture(60));
    expect(await photoOf(rui, ana)).toBeUndefined();
  });

  test('and a provider’s photo that cannot be read leaves the user without one', async () => {
    const [ana, rui] = await people(2);
    await keepProviderPhoto(core.app, ana.userId, Buffer.from('\x89PNG\r\n\x1a\nnothing', 'latin1'));
    expect(await photoOf(rui, ana)).toBeUndefined();
  });
});

describe('[P22] before a send the sender learns how many people it reaches', () => {
  test('in each range and in the building, without blocked people, and the answer says whom it reached', async () => {
    const [ana, ...others] = await core.people(8);
    const actor = ana as UserActor;
    const [near, blocked, ...inside] = others as [UserActor, UserActor, ...UserActor[]];
    const at = (user: UserActor, cell: ReturnType<typeof cellOf>, buildingId: string | null) =>
      changePresence(core.app, user.userId, { sharing: true, cell, buildingId });
    for (const user of [actor, ...others]) await core.session(user, { modern: true });
    const reach = async () => await showReach(core.app, { actor, ranges: [128, 512] });
    expect(await reach()).toEqual({
      ranges: [
        { range: 128, people: null },
        { range: 512, people: null },
      ],
      building: null,
    });
    const here = cellOf(42, -9.1);
    for (const user of [actor, ...inside]) await at(user, here, 'reach');
    await at(blocked, here, 'reach');
    await at(near, cellOf(42.003, -9.1), null);
    await blockUser(core.app, { actor, username: blocked.username, blocked: true });
    expect(await reach()).toEqual({
      ranges: [
        { range: 128, people: 5 },
        { range: 512, people: 6 },
      ],
      building: { id: 'reach', name: 'Building reach', people: 5 },
    });
    core.app.buildingCounts.update();
    // Not six, as everybody sees counted: the difference would tell how many people a block hides.
    expect((await reach()).building?.people).toBe(5);
    const send = (to: 'range' | 'building') =>
      sendMessage(core.app, { actor, address: { to }, text: 'hello', clientId: `reach-${to}` });
    expect((await send('range')).reached).toBe(5);
    expect((await send('building')).reached).toBe(6);
    const counted = await listBuildingCounts(core.app, { actor: near });
    expect(counted.buildings).toEqual([{ id: 'reach', people: 7, talking: false }]);
  });
});

test('[C17] a channel belongs to a building', async () => {
  const [ana] = await people(1);
  const wanted = { kind: 'channel', title: 'Of the library', public: true } as const;
  await core.db.pool.query("INSERT INTO buildings (id, name) VALUES ('channel-building', 'Library')");
  await createConversation(core.app, { actor: ana, wanted: { ...wanted, building: 'channel-building' } });
  expect(await listChannels(other.app, { actor: ana })).toContainEqual(
    expect.objectContaining({
      title: 'Of the library',
      building: { id: 'channel-building', name: 'Library' },
    }),
  );
});

describe('[A42] the card of a person', () => {
  test('has the photo, the line, the shared channels and the place that the observer sees', async () => {
    const [ana, rui, eva] = await people(3);
    const photo = await upload(ana);
    await updateProfile(core.app, { actor: ana, about: 'I build bridges.' });
    const channel = async (actor: UserActor, title: string) =>
      (await createConversation(core.app, { actor, wanted: { kind: 'channel', title, public: true } })).id;
    const shared = await channel(ana, 'Bridges of the card');
    await channel(ana, 'Not of the other');
    await joinChannel(core.app, { actor: rui, conversationId: shared });
    const name = { id: ana.username, name: ana.name, guest: false };
    const known = { ...name, photo, about: 'I build bridges.' };
    expect(await card(eva, ana)).toEqual({ ...known, nearby: null, channels: [] });
    await meet(ana, rui);
    expect(await card(rui, ana)).toEqual({
      ...known,
      nearby: { building: { id: 'b', name: 'Building b' }, declared: false, inBuilding: true, band: 'here' },
      channels: [{ id: shared, title: 'Bridges of the card' }],
    });
    expect(await card(eva, ana)).toMatchObject({ nearby: null });
    await updateProfile(core.app, { actor: ana, about: null });
    expect(await card(eva, ana)).toMatchObject({ about: null });
  });

  test('after a block is that of a person without photo, line and place, for both', async () => {
    const [ana, rui, plain] = await people(3);
    const photo = await upload(ana);
    await updateProfile(core.app, { actor: ana, about: 'Hello.' });
    await meet(ana, rui);
    await blockUser(core.app, { actor: ana, username: rui.username, blocked: true });
    const { id: _, name: __, ...bare } = await card(rui, plain);
    expect(await card(rui, ana)).toEqual({ ...bare, id: ana.username, name: ana.name });
    expect(await photoOf(rui, ana)).toBeUndefined();
    await expect(read(rui, photo)).rejects.toMatchObject({ code: 'not_found' });
    await upload(rui);
    expect(await photoOf(ana, rui)).toBeUndefined();
    expect(await photoOf({ ...rui, administrator: true }, ana)).toBe(photo);
  });

  test('is shown to those who could find the person, share a conversation, or see them now', async () => {
    const [ana, rui, eva] = await people(3);
    const visitor = await guest();
    const photo = await upload(ana);
    expect([await photoOf(rui, ana), await photoOf(visitor, ana)]).toEqual([photo, undefined]);
    await hide(ana);
    expect([await photoOf(rui, ana), await photoOf(ana, ana)]).toEqual([undefined, photo]);
    await meet(ana, visitor);
    await core.app.registry.load(async () => core.app.registry.online());
    expect((await card(visitor, ana)).photo).toBe(photo);
    await createConversation(core.app, { actor: ana, wanted: { kind: 'group', users: [rui.username] } });
    expect([await photoOf(rui, ana), await photoOf(eva, ana)]).toEqual([photo, undefined]);
  });

  test('of a guest has no photo and no line', async () => {
    const actor = await guest();
    await expect(uploadPhoto(core.app, { actor, image: async () => picture(1) })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(updateProfile(core.app, { actor, about: 'Me' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await updateProfile(core.app, { actor, searchable: false });
  });

  test('of an unknown person does not exist', async () => {
    const [ana] = await people(1);
    await expect(showPerson(core.app, { actor: ana, username: 'nobody' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
