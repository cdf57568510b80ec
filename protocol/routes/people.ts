import { z } from 'zod';
import { searchText } from '@/protocol/fields';
import { wireNamed } from '@/protocol/messages';
import { wireCard } from '@/protocol/people';
import { defineRoutes, IMAGE } from './define';
import { pageOf } from './pages';
import { byIdentifier, byUuid, done, EXAMPLE } from './shapes';

export const peopleRoutes = defineRoutes({
  'GET /api/v1/users/{id}': {
    operationId: 'showPerson',
    tag: 'People',
    summary: "Reads a person's card.",
    description:
      'A person whom the caller may not see, or one of whom blocked the other, is like a person without photo, line and place.',
    caller: 'user',
    scope: 'read',
    params: byIdentifier,
    answers: { 200: wireCard },
    errors: ['not_found'],
    example: { params: { id: EXAMPLE.other } },
  },
  'POST /api/v1/find-people': {
    operationId: 'findPeople',
    tag: 'People',
    summary: 'Finds up to 20 people by name or username, among those who allow it.',
    description: 'It is a POST so that the query is not in the URL, which servers and proxies log.',
    caller: 'user',
    scope: 'read',
    body: z.strictObject({ query: searchText }),
    answers: { 200: pageOf(wireNamed, 'PeoplePage') },
    errors: [],
    example: { body: { query: 'sample' } },
  },
  'GET /api/v1/users/{id}/photo': {
    operationId: 'showPhoto',
    tag: 'People',
    summary: "Reads a person's photo.",
    caller: 'user',
    scope: 'read',
    params: byIdentifier,
    etag: true,
    answers: { 200: 'image' },
    errors: ['not_found'],
    example: { params: { id: EXAMPLE.other } },
  },
  'GET /api/v1/photos/{id}/small': {
    operationId: 'showSmallPhoto',
    tag: 'People',
    summary: 'Reads a photo by its id, as a square of at most 96 pixels.',
    caller: 'user',
    scope: 'read',
    params: byUuid,
    etag: true,
    answers: { 200: 'image' },
    errors: ['not_found'],
    example: { params: { id: EXAMPLE.photo } },
  },
  'GET /api/v1/photos/{id}/large': {
    operationId: 'showLargePhoto',
    tag: 'People',
    summary: 'Reads a photo by its id, as a square of at most 320 pixels.',
    caller: 'user',
    scope: 'read',
    params: byUuid,
    etag: true,
    answers: { 200: 'image' },
    errors: ['not_found'],
    example: { params: { id: EXAMPLE.photo } },
  },
  'POST /api/v1/profile/photo': {
    operationId: 'uploadPhoto',
    tag: 'People',
    summary: "Replaces the caller's photo.",
    description:
      'The body is the image: JPEG, PNG or WebP, up to 8 MB and 25 megapixels. Guests have no photo.',
    caller: 'user',
    scope: 'all',
    upload: IMAGE,
    answers: { 200: z.strictObject({ photo: z.uuid() }).meta({ id: 'NewPhoto' }) },
    errors: [],
    example: { answer: { photo: EXAMPLE.photo } },
  },
  'DELETE /api/v1/profile/photo': {
    operationId: 'removePhoto',
    tag: 'People',
    summary: "Removes the caller's photo, also for later sign-ins.",
    caller: 'user',
    scope: 'all',
    answers: { 200: done },
    errors: [],
  },
});
