import { partsOf } from '@/protocol/attachments';

/** Returns the key of a part of an upload; a complete file stays in its parts. */
export const partKey = (id: string, part: number) => `${id}/${part}`;
/** Returns the key of a picture of a photo. */
export const pictureKey = (id: string, form: 'small' | 'large') => `${id}/${form}`;

/** Returns the keys of the parts of an upload. */
export const partKeys = (id: string, bytes: number) =>
  Array.from({ length: partsOf(bytes) }, (_, part) => partKey(id, part));

/** Returns every key that an attachment can have. */
export const keysOf = ({ id, bytes }: { id: string; bytes: number }) => [
  ...partKeys(id, bytes),
  pictureKey(id, 'small'),
  pictureKey(id, 'large'),
];
