import type { CSSProperties } from 'react';
import type { Band } from '@/protocol/messages';
import { BotIcon } from './icons';

interface Props {
  id: string;
  name: string;
  bot?: boolean;
  /** Pixels. */
  size?: number;
  /** The URL of a photo; without one the initials are shown. */
  photo?: string | undefined;
  /** How near the person is, as a ring around the picture. */
  band?: Band | null | undefined;
}

/** The ring of each band: whole, thinner, dashed. Words beside it say the same. */
const RINGS: Record<Band, string> = {
  here: 'outline-3 outline-accent',
  near: 'outline-2 outline-accent',
  'in range': 'outline-2 outline-accent outline-dashed',
};

/**
 * Shows the photo of a person, or the initials on a colour that depends on the id. Decoration: the name is beside it.
 */
export function Avatar({ id, name, bot = false, size = 36, photo, band }: Props) {
  const letters = initials(name);
  return (
    <span
      aria-hidden="true"
      className={`avatar relative inline-flex flex-none select-none items-center justify-center overflow-hidden rounded-full font-semibold ${
        band ? `outline-offset-2 ${RINGS[band]}` : ''
      }`}
      style={
        {
          width: size,
          height: size,
          fontSize: size * (bot || letters.length < 3 ? 0.38 : 0.3),
          '--hue': hue(id),
        } as CSSProperties
      }
    >
      {bot ? <BotIcon size={size * 0.55} /> : letters}
      {photo && (
        // Over the initials, which show until it is loaded, or if it cannot be.
        // biome-ignore lint/performance/noImgElement: the server sends it in the right size
        <img
          src={photo}
          alt=""
          width={size}
          height={size}
          loading="lazy"
          className="absolute inset-0 size-full object-cover"
        />
      )}
    </span>
  );
}

/** The most digits that initials have. */
const MAX_DIGITS = 3;

/**
 * Returns the initials of a name: the first letters of the first and last word. Of a number at the end it takes the
 * last digits ("Sample person 10" is S10, "ist1100002" is I002). Text in brackets is ignored.
 */
export function initials(name: string): string {
  const outside = name.replace(/\([^)]*\)/g, ' ');
  const words = (/[\p{L}\p{N}]/u.test(outside) ? outside : name).match(/[\p{L}\p{M}]+|\p{N}+/gu) ?? [];
  const parts = words.length > 1 ? [words[0], words.at(-1)] : words;
  return parts
    .map((word = '') => (/^\p{N}/u.test(word) ? word.slice(-MAX_DIGITS) : ([...word][0] ?? '')))
    .join('')
    .toUpperCase();
}

/** Returns a hue in degrees, always the same for an id. */
export function hue(id: string): number {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  // The golden angle separates the hues of similar ids.
  return Math.round((hash * 137.508) % 360);
}
