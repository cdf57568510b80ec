import { z } from 'zod';
import { SCOPES } from './scopes';

const instant = z.iso.datetime();

export const wireSignIn = z
  .strictObject({
    id: z.uuid(),
    browser: z.string().nullable().describe('From the user agent of the browser; null when unknown.'),
    system: z.string().nullable(),
    at: instant.describe('When it signed in.'),
    seen: instant.describe('When it last sent a request, to the minute.'),
    connected: z.boolean().describe('The browser has a socket now.'),
    current: z.boolean().describe('It is the browser that sends this request.'),
  })
  .meta({ id: 'SignIn', description: 'A browser where the user is signed in.' });
export type WireSignIn = z.infer<typeof wireSignIn>;

export const wireToken = z
  .strictObject({
    id: z.uuid(),
    name: z.string(),
    scopes: z.union([z.array(z.enum(SCOPES)), z.literal('all')]),
    at: instant.describe('When it was created.'),
    used: instant.nullable().describe('When it was last used, to the minute; null for never.'),
    expires: instant.nullable().describe('Null for never.'),
    connected: z.boolean().describe('A socket uses it now.'),
  })
  .meta({ id: 'Token', description: 'An API token, without its secret.' });
export type WireToken = z.infer<typeof wireToken>;

export const firstMessages = z.enum(['everyone', 'channels', 'nobody']).meta({
  id: 'FirstMessages',
  description:
    'Who can send the user a first direct message, and add the user to groups and channels: `channels` are the people who are in a channel with the user.',
});
export type FirstMessages = z.infer<typeof firstMessages>;

export const wireProfile = z
  .strictObject({
    id: z.string().describe('The username.'),
    name: z.string(),
    administrator: z.boolean(),
    photo: z.boolean().describe('The user has a photo at `/api/v1/users/{id}/photo`.'),
    photoId: z.uuid().nullable().describe('The id of the photo; it changes with the photo.'),
    about: z.string().nullable().describe('What the user writes about themselves.'),
    searchable: z.boolean().describe('Other people can find the user by search.'),
    firstMessages,
    receipts: z.boolean().describe('The user gives and gets receipts.'),
    typing: z.boolean().describe('The user tells and is told who is writing.'),
  })
  .meta({ id: 'Profile' });
export type WireProfile = z.infer<typeof wireProfile>;
