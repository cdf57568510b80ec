import type { Curve, Spread } from './locate';
import type { Usefulness } from './usefulness';

const WIDTH = 800;
const HEIGHT = 420;
const LEFT = 62;
const RIGHT = 520;
const TOP = 30;
const BOTTOM = 370;
/** The logarithms (base 10) of the errors at the bottom and the top, in metres. */
const LOW = -1;
const HIGH = 3;
const COLOURS = ['#1f6feb', '#8250df', '#0a7d5a', '#b35900', '#c9252d', '#8a6d00'];

const x = (questions: number) => LEFT + (Math.log10(questions) / 3) * (RIGHT - LEFT);
const y = (metres: number) =>
  BOTTOM - ((Math.log10(Math.max(metres, 10 ** LOW)) - LOW) / (HIGH - LOW)) * (BOTTOM - TOP);

/**
 * Draws the errors of attackers against the number of questions, with the floor of somebody who knows the cell only, and
 * beside it how useful the answers are. Returns an SVG image.
 */
export function draw(curves: readonly Curve[], floor: Spread, useful: readonly Usefulness[]): string {
  const parts: string[] = [];
  for (let power = LOW; power <= HIGH; power++) {
    const at = y(10 ** power);
    parts.push(`<path d="M${LEFT} ${at}H${RIGHT}" class="grid"/>`);
    parts.push(text(LEFT - 6, at + 4, `${10 ** power} m`, 'end'));
  }
  for (const questions of [1, 10, 100, 1_000]) {
    parts.push(`<path d="M${x(questions)} ${TOP}V${BOTTOM}" class="grid"/>`);
    parts.push(text(x(questions), BOTTOM + 18, String(questions), 'middle'));
  }
  parts.push(text((LEFT + RIGHT) / 2, BOTTOM + 38, 'questions', 'middle'));
  parts.push(text(LEFT, 18, 'error of the attacker: median (thick) and 5th percentile (thin)', 'start'));
  for (const metres of [floor.median, floor.fifth]) {
    parts.push(`<path d="M${LEFT} ${y(metres)}H${RIGHT}" class="floor"/>`);
  }
  parts.push(text(RIGHT + 8, y(floor.median) + 4, `floor ${floor.median.toFixed(1)} m`, 'start'));
  parts.push(text(RIGHT + 8, y(floor.fifth) + 4, `its 5th percentile ${floor.fifth.toFixed(1)} m`, 'start'));
  for (const [n, { name, points }] of curves.entries()) {
    const colour = COLOURS[n % COLOURS.length] as string;
    for (const kind of ['median', 'fifth'] as const) {
      const line = points
        .map((point) => `${x(point.questions).toFixed(1)} ${y(point[kind]).toFixed(1)}`)
        .join('L');
      const width = kind === 'median' ? 2.2 : 1;
      parts.push(`<path d="M${line}" fill="none" stroke="${colour}" stroke-width="${width}"/>`);
    }
    const at = TOP + 16 + n * 18;
    parts.push(`<path d="M${RIGHT + 10} ${at - 4}h20" stroke="${colour}" stroke-width="2.2"/>`);
    parts.push(text(RIGHT + 36, at, name, 'start'));
  }
  parts.push(text(RIGHT + 10, BOTTOM - 52, 'usefulness: precision / recall', 'start'));
  for (const [n, { range, precision, recall }] of useful.entries()) {
    const words = `${range} m: ${precision.toFixed(2)} / ${recall.toFixed(2)}`;
    parts.push(text(RIGHT + 10, BOTTOM - 32 + n * 16, words, 'start'));
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Error of attackers against the number of questions">
<style>text{font:12px system-ui,sans-serif;fill:#24292f}.grid{stroke:#d0d7de;fill:none}.floor{stroke:#24292f;stroke-dasharray:6 4;fill:none}</style>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}

function text(atX: number, atY: number, words: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${atX.toFixed(0)}" y="${atY.toFixed(0)}" text-anchor="${anchor}">${words}</text>`;
}
