import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');
const pairs = new Map(
  [...css.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }] as const,
  ),
);

/** Returns the relative luminance of a colour (WCAG 2.2). */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string, theme: 'light' | 'dark'): number {
  const [low = 0, high = 0] = [a, b]
    .map((name) => {
      const pair = pairs.get(name);
      if (!pair) throw new Error(`no colour ${name}`);
      return luminance(pair[theme]);
    })
    .sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const SURFACES = ['paper', 'card', 'sunk'];

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  test.each([
    ...['ink', 'soft', 'accent', 'bad', 'now-ink'].flatMap((text) => SURFACES.map((on) => [text, on])),
    ...['ink', 'soft', 'accent'].map((text) => [text, 'tint']),
    ['on-accent', 'accent'],
    ['on-accent', 'accent-strong'],
    ['on-mine', 'mine'],
    ['mine-soft', 'mine'],
    ['on-now', 'now'],
    ['now-ink', 'now-tint'],
    ['ink', 'now-tint'],
    ['on-bad', 'bad'],
    ['on-bad', 'bad-strong'],
    ['bad', 'bad-tint'],
    ['ink', 'bad-tint'],
    ['on-alert', 'alert'],
    ['on-alert', 'alert-strong'],
    ['on-help', 'help'],
    ...['exercise', 'test'].flatMap((kind) => [
      [`on-${kind}`, kind],
      [kind, `${kind}-tint`],
      ['ink', `${kind}-tint`],
      ['soft', `${kind}-tint`],
      ...SURFACES.map((on) => [kind, on]),
    ]),
    ['warn-ink', 'warn'],
    ...['map-campus', 'map-lawn', 'map-roof', 'map-ground', 'map-path'].map((on) => ['map-label', on]),
    ['ink', 'map-roof-here'],
  ])('%s is readable on %s', (text, on) => {
    expect(contrast(text as string, on as string, theme)).toBeGreaterThanOrEqual(4.5);
  });

  test.each([
    ...SURFACES.map((on) => ['edge', on]),
    ...SURFACES.map((on) => ['accent', on]),
    ...['map-campus', 'map-lawn', 'map-ground', 'map-roof', 'map-roof-here'].map((on) => ['accent', on]),
  ])('%s is distinct from %s', (edge, on) => {
    expect(contrast(edge as string, on as string, theme)).toBeGreaterThanOrEqual(3);
  });
});
