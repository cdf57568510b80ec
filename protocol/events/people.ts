import { z } from 'zod';
import { identifier, note, searchText, uuid } from '@/protocol/fields';
import { wireNamed } from '@/protocol/messages';
import { wireCard, wirePhoto } from '@/protocol/people';
import { MAX_PHOTOS } from '@/protocol/photos';
import { REASONS } from '@/protocol/reasons';
import { wireBlocked, wireBlocks, wireNotice } from '@/protocol/safety';
import { answered, clientEvent } from './define';
import { EXAMPLE, exampleNamed, exampleNotice } from './examples';

const why = { reason: z.enum(REASONS), note: note.optional() };

/** The events about other people. */
export const peopleEvents = {
  find_people: clientEvent({
    summary: 'Finds people by name or username, among those who allow it.',
    sender: 'user',
    scope: 'read',
    work: 'read',
    payload: z.strictObject({ query: searchText }),
    answer: answered({ people: z.array(wireNamed) }),
    errors: [],
    example: { payload: { query: 'sample' }, answer: { ok: true, people: [exampleNamed] } },
  }),
  show_person: clientEvent({
    summary: "Reads a person's card.",
    description:
      'A person whom the user may not see, or one of whom blocked the other, is like a person without photo, line and place.',
    sender: 'user',
    scope: 'read',
    work: 'read',
    payload: z.strictObject({ user: identifier }),
    answer: answered({ person: wireCard }),
    errors: ['not_found'],
    example: {
      payload: { user: EXAMPLE.other },
      answer: {
        ok: true,
        person: {
          ...exampleNamed,
          guest: false,
          photo: EXAMPLE.photo,
          about: 'Second year, builds bridges.',
          nearby: null,
          channels: [{ id: EXAMPLE.conversation, title: 'Bridges' }],
        },
      },
    },
  }),
  list_photos: clientEvent({
    summary: 'Returns the ids of photos of people, of those who have a photo that the user may see.',
    sender: 'user',
    scope: 'read',
    work: 'read',
    payload: z.strictObject({ users: z.array(identifier).min(1).max(MAX_PHOTOS) }),
    answer: answered({ photos: z.array(wirePhoto) }),
    errors: [],
    example: {
      payload: { users: [EXAMPLE.other] },
      answer: { ok: true, photos: [{ id: EXAMPLE.other, photo: EXAMPLE.photo }] },
    },
  }),
  block: clientEvent({
    summary: 'Blocks a person, or unblocks them.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: z.strictObject({ user: identifier, blocked: z.boolean() }),
    answer: answered({ blocked: wireBlocks }),
    errors: ['not_found', 'conflict'],
    example: {
      payload: { user: EXAMPLE.stranger, blocked: true },
      answer: { ok: true, blocked: { version: 1, users: [EXAMPLE.stranger] } },
    },
  }),
  list_blocked: clientEvent({
    summary: 'Lists the people whom the user has blocked.',
    sender: 'user',
    scope: 'read',
    work: 'read',
    payload: z.strictObject({}),
    answer: answered({ people: z.array(wireBlocked) }),
    errors: [],
    example: {
      payload: {},
      answer: { ok: true, people: [{ ...exampleNamed, since: '2026-11-28T09:30:00.000Z' }] },
    },
  }),
  list_notices: clientEvent({
    summary: 'Lists what the administration tells the user and the user has not confirmed, the oldest first.',
    sender: 'user',
    scope: 'read',
    work: 'read',
    payload: z.strictObject({}),
    answer: answered({ notices: z.array(wireNotice) }),
    errors: [],
    example: { payload: {}, answer: { ok: true, notices: [exampleNotice] } },
  }),
  confirm_notice: clientEvent({
    summary: 'Confirms that the user has read a notice; it is not listed again.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: z.strictObject({ notice: uuid }),
    answer: answered({}),
    errors: [],
    example: { payload: { notice: EXAMPLE.report }, answer: { ok: true } },
  }),
  report: clientEvent({
    summary: 'Reports a message or a person to the administrators.',
    description: 'A second report of the same message is answered with the first report.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: z.union([
      z.strictObject({ message: uuid, ...why }),
      z.strictObject({ user: identifier, ...why }),
    ]),
    answer: answered({ report: z.uuid() }),
    errors: ['not_found', 'conflict'],
    example: {
      payload: { user: EXAMPLE.other, reason: 'harassment', note: 'Again and again.' },
      answer: { ok: true, report: EXAMPLE.report },
    },
  }),
} as const;
