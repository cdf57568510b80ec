import { v1Paths } from '@/protocol/rest';
import { image } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** A person's photo, for whoever is signed in. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'GET',
  auth: 'user',
  params: v1Paths['users/photo'],
  run: ({ actor, params, commands }) => commands.showPhoto({ actor, username: params.id }),
  present: image,
});
