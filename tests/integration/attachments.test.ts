import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { PART_BYTES } from '@/protocol/attachments';
import type { Address } from '@/protocol/events';
import { fileName } from '@/protocol/fields';
import type { MessageContent } from '@/protocol/messages';
import { eraseUser } from '@/server/accounts/erase-user';
import type { UserActor } from '@/server/actor';
import type { AttachmentsContext } from '@/server/attachments/context';
import type { FileStorage } from '@/server/attachments/file-storage';
import { forgetAttachments } from '@/server/attachments/forget-attachments';
import { removeAttachment } from '@/server/attachments/remove-attachment';
import { downloadAttachment, showAttachment } from '@/server/attachments/show-attachment';
import { uploadAttachment } from '@/server/attachments/upload-attachment';
import { uploadPart } from '@/server/attachments/upload-part';
import { addMembers } from '@/server/conversations/add-members';
import { createConversation } from '@/server/conversations/create-conversation';
import { deleteMessage } from '@/server/conversations/delete-message';
import { editMessage } from '@/server/conversations/edit-message';
import { joinChannel } from '@/server/conversations/join-channel';
import { leaveConversation } from '@/server/conversations/leave-conversation';
import { searchMessages } from '@/server/conversations/search-messages';
import { sendMessage } from '@/server/conversations/send-message';
import { showMessage } from '@/server/conversations/show-message';
import { samplePhoto } from '@/server/dev-fenix/photo';
import { deleteReportedMessage } from '@/server/safety/delete-reported-message';
import { listReports } from '@/server/safety/list-reports';
import { report } from '@/server/safety/report';
import { hostileFiles, METADATA } from '../support/hostile-files';
import { withCores } from '../support/suite';
import { createTalk, into, to } from '../support/talk';

const directory = await mkdtemp(path.join(tmpdir(), 'quad-attachments-'));
afterAll(() => rm(directory, { recursive: true }));
const { core, other } = withCores({ DATA_DIR: directory, ATTACHMENT_MAX_MB: '3', ATTACHMENT_QUOTA_MB: '4' });
const { people, group } = createTalk(core);

const ours = (): AttachmentsContext => core.app;
const PHOTO = Buffer.from(samplePhoto(200), 'base64');
const newId = () => `upload-${randomUUID()}`;
const begin = (
  actor: UserActor,
  data: Uint8Array,
  { name = 'notes.txt', clientId = newId() } = {},
  app = ours(),
) => uploadAttachment(app, { actor, clientId, name: fileName.parse(name), bytes: data.length });
const sendPart = (actor: UserActor, id: string, part: number, data: Uint8Array, app = ours()) =>
  uploadPart(app, {
    actor,
    id,
    part,
    data: async () => data.subarray(part * PART_BYTES, (part + 1) * PART_BYTES),
  });

/** Uploads a file as a client does, and returns the attachment. */
async function upload(
  actor: UserActor,
  data: Uint8Array,
  name = 'notes.txt',
  { clientId = newId(), app = ours() } = {},
) {
  const begun = await begin(actor, data, { name, clientId }, app);
  for (const part of begun.missing) await sendPart(actor, begun.id, part, data, app);
  const { attachment } = await begin(actor, data, { name, clientId }, app);
  if (!attachment) throw new Error('the upload is not complete');
  return attachment;
}

const say = (actor: UserActor, address: Address, content: Partial<MessageContent>, clientId = newId()) =>
  sendMessage(core.app, { actor, address, text: '', ...content, clientId });
const sendPhoto = async (actor: UserActor, address: Address, text = '') => {
  const photo = await upload(actor, PHOTO);
  const { entries } = await say(actor, address, { text, attachments: [{ id: photo.id }] });
  const [entry] = entries;
  if (!entry) throw new Error('no entry');
  return { id: photo.id, messageId: entry.message.id, conversationId: entry.conversation.id };
};
const read = (actor: UserActor, id: string) => showAttachment(other.app, { actor, id, form: 'small' });
const notThere = { code: 'not_found' };

/** Returns a storage whose step for which `fails` returns true throws an error, before or after it is done. */
function failing(storage: FileStorage, fails: () => boolean, done: boolean): FileStorage {
  const step =
    <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const isFailing = fails();
      const result = isFailing && !done ? undefined : await work(...args);
      if (isFailing) throw new Error('the storage failed');
      return result as R;
    };
  return {
    write: step(storage.write),
    read: step(storage.read),
    remove: step(storage.remove),
    tidy: step(storage.tidy),
  };
}

/** Returns the names of everything in the storage. */
const stored = async () =>
  (await readdir(path.join(directory, 'attachments'), { recursive: true })).filter((name) =>
    name.includes('.'),
  );
const storedOf = async (id: string) => (await stored()).filter((name) => name.includes(id));

describe('[I1] an upload', () => {
  test('resumes after a cut, with a new request on another node, and is never there twice', async () => {
    const [ana] = await people(1);
    const data = Buffer.alloc(PART_BYTES * 2 + 5, 'x');
    const clientId = newId();
    const { id, missing } = await begin(ana, data, { clientId });
    expect(missing).toEqual([0, 1, 2]);
    expect(await sendPart(ana, id, 2, data)).toEqual({ missing: [0, 1] });
    await expect(
      uploadPart(core.app, { actor: ana, id, part: 1, data: async () => data.subarray(0, 70) }),
    ).rejects.toMatchObject({ code: 'bad_request' });
    await expect(sendPart(ana, id, 3, data)).rejects.toMatchObject(notThere);
    expect(await begin(ana, data, { clientId })).toEqual({ id, missing: [0, 1] });
    await Promise.all(
      [0, 0, 1, 2].map((part, n) => sendPart(ana, id, part, data, (n % 2 ? core : other).app)),
    );
    const finished = await Promise.all([1, 2, 3].map(() => begin(ana, data, { clientId })));
    for (const each of finished)
      expect(each).toEqual({
        id,
        missing: [],
        attachment: { id, kind: 'file', name: 'notes.txt', bytes: data.length },
      });
    expect(await sendPart(ana, id, 0, Buffer.alloc(data.length, 'y'))).toEqual({ missing: [] });
    const { file, ...about } = await downloadAttachment(other.app, { actor: ana, id });
    expect(about).toEqual({ name: 'notes.txt', bytes: data.length });
    expect((await buffer(file)).equals(data)).toBe(true);
  });

  test('of a photo is completed once by many requests, and again if the storage lost a part', async () => {
    const [ana] = await people(1);
    const clientId = newId();
    const { id } = await begin(ana, PHOTO, { clientId });
    await sendPart(ana, id, 0, PHOTO);
    await core.app.fileStorage.remove([`${id}/0`]);
    expect(await begin(ana, PHOTO, { clientId })).toEqual({ id, missing: [0] });
    await sendPart(ana, id, 0, PHOTO);
    const finished = await Promise.all(
      [core, other, core].map(({ app }) =>
        uploadAttachment(app, { actor: ana, clientId, name: 'notes.txt', bytes: PHOTO.length }),
      ),
    );
    expect(new Set(finished.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(finished[0]?.attachment).toMatchObject({ kind: 'photo', width: 64, height: 64 });
    expect((await storedOf(id)).map((name) => name.split('.')[1]).sort()).toEqual(['large', 'small']);
  });

  test('is of one file, of its user, and of a size that the settings allow', async () => {
    const [ana, rui] = await people(2);
    const clientId = newId();
    const { id } = await begin(ana, PHOTO, { clientId });
    await expect(begin(ana, Buffer.alloc(3), { clientId })).rejects.toMatchObject({ code: 'conflict' });
    await expect(sendPart(rui, id, 0, PHOTO)).rejects.toMatchObject(notThere);
    await expect(removeAttachment(core.app, { actor: rui, id })).rejects.toMatchObject(notThere);
    const megabytes = (count: number) => Buffer.alloc(count * 1024 * 1024);
    await expect(begin(ana, Buffer.alloc(3 * 1024 * 1024 + 1))).rejects.toMatchObject({
      code: 'too_large',
      field: 'bytes',
    });
    const { id: large } = await begin(ana, megabytes(3));
    await expect(begin(ana, megabytes(1))).rejects.toMatchObject({ code: 'too_large', field: 'quota' });
    await removeAttachment(core.app, { actor: ana, id: large });
    await begin(ana, megabytes(1));
    await expect(begin({ ...rui, guest: true }, PHOTO)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('[I2] a photo', () => {
  test('is made anew in two sizes, upright, with its size and colour', async () => {
    const [ana] = await people(1);
    const data = await sharp({ create: { width: 2000, height: 1000, channels: 3, background: '#204060' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const photo = await upload(ana, data, 'IMG_20261130_at_home.jpg');
    expect(photo).toMatchObject({
      kind: 'photo',
      width: 800,
      height: 1600,
      color: expect.stringMatching(/^#(1f|20)(3f|40)(5f|60)$/),
    });
    expect(JSON.stringify(photo)).not.toContain('IMG_');
    for (const [form, width, height] of [
      ['large', 800, 1600],
      ['small', 320, 640],
    ] as const) {
      const picture = await showAttachment(core.app, { actor: ana, id: photo.id, form });
      expect(picture.type).toBe('image/webp');
      expect(await sharp(picture.data).metadata()).toMatchObject({ format: 'webp', width, height });
    }
    const { file, name } = await downloadAttachment(core.app, { actor: ana, id: photo.id });
    expect([name, (await buffer(file)).length]).toEqual(['photo.webp', photo.bytes]);
  });
});

describe('[I3] hostile files', () => {
  test('leave no metadata and no program in a photo, are refused, or are kept as they are', async () => {
    for (const { what, name, data, becomes } of await hostileFiles()) {
      const user = await core.person();
      const made = await upload(user, data, name).catch((error: { code: string }) => error.code);
      expect([what, typeof made === 'string' ? made : made.kind]).toEqual([what, becomes]);
      if (typeof made === 'string') {
        const { rows } = await core.db.pool.query('SELECT 1 FROM attachments WHERE user_id = $1', [
          user.userId,
        ]);
        expect([what, rows]).toEqual([what, []]);
        continue;
      }
      if (made.kind === 'file')
        expect([what, made.name]).toEqual([what, expect.not.stringMatching(/[/\\"\r\n\u202e]|^\.|^.{201}/)]);
      for (const stored of made.kind === 'photo' ? await storedOf(made.id) : []) {
        const content = await readFile(path.join(directory, 'attachments', stored));
        expect([what, METADATA.exec(content.toString('latin1'))]).toEqual([what, null]);
        const { exif, xmp, iptc, icc } = await sharp(content).metadata();
        expect([what, exif, xmp, iptc, icc]).toEqual([what, undefined, undefined, undefined, undefined]);
      }
    }
  });
});

describe('[I4] a message carries photos and files', () => {
  test('with descriptions and without a text, once, and the same after a retry', async () => {
    const [ana, rui] = await people(2);
    const photo = await upload(ana, PHOTO);
    const file = await upload(ana, Buffer.from('chapter 4'), 'Reading list.txt');
    const attachments = [{ id: photo.id, description: 'A green door' }, { id: file.id }];
    const clientId = newId();
    const sent = await say(ana, to(rui), { attachments }, clientId);
    expect(sent.entries[0]?.message).toMatchObject({
      text: '',
      attachments: [{ ...photo, description: 'A green door' }, file],
    });
    expect(await say(ana, to(rui), { attachments }, clientId)).toEqual({
      ...sent,
      reached: 1,
      replayed: true,
    });
    await expect(say(ana, to(rui), { text: 'other' }, clientId)).rejects.toMatchObject({ code: 'conflict' });
    await expect(say(ana, to(rui), { attachments })).rejects.toMatchObject({
      code: 'not_found',
      field: 'attachments',
    });
    await expect(removeAttachment(core.app, { actor: ana, id: file.id })).rejects.toMatchObject({
      code: 'conflict',
    });

    const messageId = sent.entries[0]?.message.id as string;
    await editMessage(core.app, { actor: ana, messageId, text: 'the door' });
    expect((await showMessage(other.app, { actor: rui, messageId }))[0]?.message).toEqual(
      expect.objectContaining({
        text: 'the door',
        attachments: [{ ...photo, description: 'A green door' }, file],
      }),
    );
    for (const query of ['green', 'reading', 'door'])
      expect((await searchMessages(core.app, { actor: rui, query, timeZone: 'UTC' })).entries).toHaveLength(
        1,
      );
  });

  test('two messages at once never carry the same one', async () => {
    const [ana, rui, eva] = await people(3);
    const photo = await upload(ana, PHOTO);
    const attachments = [{ id: photo.id }];
    const outcomes = await Promise.allSettled(
      [rui, eva, rui].map((user) => say(ana, to(user), { attachments })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await say(ana, to(rui), { text: 'the others of their transaction are stored' });
  });

  test('only complete ones of its sender, and only where the settings allow it', async () => {
    const [ana, rui] = await people(2);
    const { id: begun } = await begin(ana, PHOTO);
    const { id: others } = await upload(rui, PHOTO);
    for (const id of [begun, others, randomUUID()])
      await expect(say(ana, to(rui), { attachments: [{ id }] })).rejects.toMatchObject(notThere);
    await expect(say(ana, to(rui), {})).rejects.toMatchObject({ code: 'bad_request', field: 'text' });
    const channel = await createConversation(core.app, {
      actor: ana,
      wanted: { kind: 'channel', title: `channel ${newId()}`.slice(0, 40), public: true },
    });
    const photo = await upload(ana, PHOTO);
    await expect(say(ana, into(channel), { attachments: [{ id: photo.id }] })).rejects.toMatchObject({
      code: 'forbidden',
      field: 'attachments',
    });
    expect(await read(ana, photo.id)).toBeDefined();

    const kinds = ['channel'] as const;
    const config = { ...core.app.config, attachments: { ...core.app.config.attachments, kinds } };
    const attachments = [{ id: photo.id }];
    await sendMessage(
      { ...core.app, config },
      { actor: ana, address: into(channel), text: '', attachments, clientId: newId() },
    );
    await expect(read(rui, photo.id)).rejects.toMatchObject(notThere);
    await joinChannel(core.app, { actor: rui, conversationId: channel.id });
    expect(await read(rui, photo.id)).toBeDefined();
  });
});

describe('[I5] an attachment is read by those who may read its message, asked at each request', () => {
  test('by its uploader alone before it is sent, then by the members of that moment', async () => {
    const [ana, rui, eva, late] = await people(4);
    const draft = await upload(ana, PHOTO);
    await expect(read(rui, draft.id)).rejects.toMatchObject(notThere);
    const three = await group(ana, rui, eva);
    const first = await sendPhoto(ana, into(three));
    await addMembers(core.app, { actor: ana, conversationId: three.id, users: [late.username] });
    await leaveConversation(core.app, { actor: eva, conversationId: three.id });
    const second = await sendPhoto(rui, into(three));
    for (const [reader, id, allowed] of [
      [ana, first.id, true],
      [rui, first.id, true],
      [eva, first.id, true],
      [late, first.id, false],
      [late, second.id, true],
      [eva, second.id, false],
    ] as const) {
      const outcome = await read(reader, id).then(
        () => true,
        (error: { code: string }) => error.code !== 'not_found',
      );
      expect([reader.username, id, outcome]).toEqual([reader.username, id, allowed]);
    }
  });

  test('by nobody once the message is deleted, and then its bytes are deleted', async () => {
    const [ana, rui] = await people(2);
    const { id, messageId } = await sendPhoto(ana, to(rui), 'look');
    const entries = await deleteMessage(core.app, { actor: ana, messageId });
    expect(entries[0]?.message).not.toHaveProperty('attachments');
    for (const reader of [ana, rui]) await expect(read(reader, id)).rejects.toMatchObject(notThere);
    await forgetAttachments(core.app);
    expect(await storedOf(id)).toEqual([]);
  });

  test('[R6] of a reported message by administrators, until the report is gone', async () => {
    const [ana, rui, plain] = await people(3);
    const administrator = { ...plain, administrator: true };
    const { id, messageId } = await sendPhoto(ana, to(rui), 'look');
    await expect(read(administrator, id)).rejects.toMatchObject(notThere);
    const reportId = await report(core.app, { actor: rui, about: { messageId }, reason: 'other' });
    await deleteReportedMessage(core.app, { actor: administrator, id: reportId });
    await forgetAttachments(core.app);
    await expect(read(rui, id)).rejects.toMatchObject(notThere);
    expect(await read(administrator, id)).toBeDefined();
    await expect(read({ ...administrator, scopes: new Set(['read']) }, id)).rejects.toMatchObject(notThere);
    const [shown] = await listReports(core.app, { actor: administrator, closed: false });
    expect(shown?.message?.attachments).toMatchObject([{ id, kind: 'photo' }]);
    await core.db.pool.query('DELETE FROM reports WHERE id = $1', [reportId]);
    await forgetAttachments(core.app);
    expect(await storedOf(id)).toEqual([]);
  });
});

describe('[I6] what no message carries', () => {
  test('is deleted after a day, and what one carries is not', async () => {
    const [ana, rui] = await people(2);
    const { id: begun } = await begin(ana, PHOTO);
    await sendPart(ana, begun, 0, PHOTO);
    const unsent = await upload(ana, PHOTO);
    const sent = await sendPhoto(ana, to(rui));
    await forgetAttachments(core.app);
    expect((await storedOf(unsent.id)).length + (await storedOf(begun)).length).toBe(3);
    await core.db.pool.query(
      `UPDATE attachments SET created_at = now() - interval '25 hours' WHERE user_id = $1`,
      [ana.userId],
    );
    await forgetAttachments(core.app);
    for (const id of [unsent.id, begun]) {
      expect(await storedOf(id)).toEqual([]);
      await expect(say(ana, to(rui), { attachments: [{ id }] })).rejects.toMatchObject(notThere);
    }
    expect(await read(rui, sent.id)).toBeDefined();
  });

  test('is deleted, though the storage cannot delete another one', async () => {
    const [ana] = await people(1);
    const uploads = await Promise.all([1, 2].map(() => upload(ana, Buffer.from('draft'))));
    await core.db.pool.query(
      `UPDATE attachments SET created_at = now() - interval '25 hours' WHERE user_id = $1`,
      [ana.userId],
    );
    const [first, second] = uploads.map(({ id }) => id).sort() as [string, string];
    const { fileStorage } = core.app;
    const remove = (keys: string[]) =>
      keys.some((key) => key.startsWith(first))
        ? Promise.reject(new Error('broken'))
        : fileStorage.remove(keys);
    const broken = { ...core.app, fileStorage: { ...fileStorage, remove } };
    await expect(forgetAttachments(broken)).rejects.toThrow('broken');
    expect(await storedOf(second)).toEqual([]);
    await forgetAttachments(core.app);
    expect(await storedOf(first)).toEqual([]);
  });

  test('is complete or gone afterwards, whichever step of the storage fails', async () => {
    const [ana, rui] = await people(2);
    const age = () =>
      core.db.pool.query(
        `UPDATE attachments SET created_at = now() - interval '25 hours' WHERE user_id = $1`,
        [ana.userId],
      );
    /** Returns false when the upload has fewer steps. */
    const survives = async (step: number, { done, goesOn }: { done: boolean; goesOn: boolean }) => {
      const clientId = newId();
      let reached = 0;
      const fileStorage = failing(core.app.fileStorage, () => ++reached === step, done);
      const app = { ...core.app, fileStorage };
      if (await upload(ana, PHOTO, 'door.png', { clientId, app }).catch(() => null)) return false;
      const { id } = await begin(ana, PHOTO, { clientId, name: 'door.png' });
      if (goesOn) {
        await upload(ana, PHOTO, 'door.png', { clientId });
        await say(ana, to(rui), { attachments: [{ id }] });
      }
      await age();
      await forgetAttachments(core.app);
      expect([step, (await storedOf(id)).length]).toEqual([step, goesOn ? 2 : 0]);
      if (goesOn) expect(await read(rui, id)).toBeDefined();
      return true;
    };
    for (const done of [false, true]) {
      for (const goesOn of [false, true]) {
        let steps = 0;
        while (await survives(steps + 1, { done, goesOn })) steps++;
        // Store the part, read it twice, store two pictures, delete the part.
        expect(steps).toBe(6);
      }
    }
  });

  test('[E2] is deleted when its user is erased, and what others can read stays', async () => {
    const [ana, rui] = await people(2);
    const unsent = await upload(ana, Buffer.from('draft'), 'My own plan.txt');
    const sent = await sendPhoto(ana, to(rui));
    await eraseUser(core.app, { userId: ana.userId, messages: 'keep' });
    await forgetAttachments(core.app);
    expect(await storedOf(unsent.id)).toEqual([]);
    expect(await read(rui, sent.id)).toBeDefined();
  });
});
