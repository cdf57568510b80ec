import { crc32, deflateSync } from 'node:zlib';

const SIZE_PIXELS = 64;

/**
 * Draws a 64 by 64 PNG of a plain figure on a colour that differs for each sample person. PNG, 3rd edition: signature,
 * IHDR (8 bit, palette), PLTE, IDAT (each row after a filter byte), IEND.
 * @param hue degrees, 0 to 360.
 * @returns base64.
 */
export function samplePhoto(hue: number): string {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE_PIXELS, 0);
  header.writeUInt32BE(SIZE_PIXELS, 4);
  header.set([8, 3, 0, 0, 0], 8);
  figure ??= drawFigure();
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from([...rgb(hue, 0.42), ...rgb(hue, 0.88)])),
    chunk('IDAT', figure),
    chunk('IEND', Buffer.alloc(0)),
  ]).toString('base64');
}

/** The compressed rows, which every photo has. */
let figure: Buffer | undefined;

function drawFigure(): Buffer {
  const rows = Buffer.alloc(SIZE_PIXELS * (SIZE_PIXELS + 1));
  for (let y = 0; y < SIZE_PIXELS; y++) {
    for (let x = 0; x < SIZE_PIXELS; x++)
      rows[y * (SIZE_PIXELS + 1) + 1 + x] = isFigure(x + 0.5, y + 0.5) ? 1 : 0;
  }
  return deflateSync(rows);
}

function isFigure(x: number, y: number): boolean {
  const head = Math.hypot(x - 32, y - 25) < 11;
  const shoulders = Math.hypot((x - 32) / 21, (y - 64) / 24) < 1;
  return head || shoulders;
}

/** Converts HSL to RGB (CSS Color 4, section 7.1) with half saturation. */
function rgb(hue: number, lightness: number): number[] {
  const spread = 0.5 * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map((n) => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (lightness - spread * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  });
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
