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
  return (
    <span
      aria-hidden="true"
      className="avatar inline-flex flex-none select-none items-center justify-center rounded-full font-semibold"
      style={{ width: size, height: size, fontSize: size * 0.38, '--hue': hue(id) } as CSSProperties}
    >
      {bot ? <BotIcon size={size * 0.55} /> : initials(name)}
    </span>
  );
}

/** First letters of the first and the last word. */
export function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters
    .map((word) => [...(word ?? '')][0] ?? '')
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
