/** The maximum number of people whose photos one event asks for. */
export const MAX_PHOTOS = 100;

/** Returns the path of a photo: `small` for lists (at most 96 pixels), `large` for cards (at most 320 pixels). */
export const photoPath = (id: string, size: 'small' | 'large') => `/api/v1/photos/${id}/${size}`;
