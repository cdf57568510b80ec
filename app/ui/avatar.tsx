import type { CSSProperties } from 'react';
import { BotIcon } from './icons';

/** Initials on a ground that is always the same for the same id. Decoration: the name stands beside it. */
export function Avatar({
  id,
  name,
  bot = false,
  size = 36,
}: {
  id: string;
  name: string;
  bot?: boolean;
  size?: number;
}) {
  const letters = initials(name);
  return (
    <span
      aria-hidden="true"
      className="avatar inline-flex flex-none select-none items-center justify-center rounded-full font-semibold"
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
    </span>
  );
}

/** Most digits of a number that initials have. */
const MOST_DIGITS = 3;

/**
 * What tells people apart at a glance: the first letters of the first and the last word, but of a number at the end
 * its last digits ("Sample person 10" is S10, "ist1100002" is I002). What stands in brackets is no part of the name.
 */
export function initials(name: string): string {
  const outside = name.replace(/\([^)]*\)/g, ' ');
  const words = (/[\p{L}\p{N}]/u.test(outside) ? outside : name).match(/[\p{L}\p{M}]+|\p{N}+/gu) ?? [];
  const parts = words.length > 1 ? [words[0], words.at(-1)] : words;
  return parts
    .map((word = '') => (/^\p{N}/u.test(word) ? word.slice(-MOST_DIGITS) : ([...word][0] ?? '')))
    .join('')
    .toUpperCase();
}

/** A hue in degrees that is always the same for the same id. */
export function hue(id: string): number {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  // The golden angle keeps neighbouring ids apart.
  return Math.round((hash * 137.508) % 360);
}
