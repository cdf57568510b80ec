import { z } from 'zod';
import { wireBuildingName, wirePerson } from './messages';

const photo = z
  .uuid()
  .describe('Reads the photo at `/api/v1/photos/{id}/small` and `/large`; it changes with the photo.');

export const wirePhoto = z
  .strictObject({ id: z.string().describe('A username.'), photo })
  .meta({ id: 'PersonPhoto', description: 'A user and the id of their photo.' });

export const wireCard = z
  .strictObject({
    id: z.string().describe('A username.'),
    name: z.string(),
    guest: z.boolean(),
    photo: photo.nullable(),
    about: z.string().nullable().describe('What the person writes about themselves.'),
    nearby: wirePerson
      .pick({ declared: true, inBuilding: true, band: true })
      .extend({ building: wireBuildingName.nullable() })
      .nullable()
      .describe('Where the observer sees the person now; null when the observer does not see them.'),
    channels: z
      .array(z.strictObject({ id: z.uuid(), title: z.string() }).meta({ id: 'SharedChannel' }))
      .describe('The channels of which both are members.'),
  })
  .meta({ id: 'PersonCard', description: 'A person, as the observer may know them.' });
export type WireCard = z.infer<typeof wireCard>;
