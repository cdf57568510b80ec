import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { attachment, image } from './respond';

const SAFE = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

test('[I3] what users uploaded is never run as a page, embedded elsewhere or kept by a cache', () => {
  expect(image({ type: 'image/webp', data: new Uint8Array() }).headers).toMatchObject(SAFE);
  const { headers } = attachment({ name: 'page.html', bytes: 3, file: Readable.from(['abc']) });
  expect(headers).toMatchObject({ ...SAFE, 'Content-Type': 'application/octet-stream' });
});

test.each([
  ['plan.pdf', `attachment; filename="plan.pdf"; filename*=UTF-8''plan.pdf`],
  [
    `Ação (2) 'a' 100%.pdf`,
    `attachment; filename="A__o (2) 'a' 100_.pdf"; filename*=UTF-8''A%C3%A7%C3%A3o%20%282%29%20%27a%27%20100%25.pdf`,
  ],
  ['a";filename=b.exe', `attachment; filename="a_;filename=b.exe"; filename*=UTF-8''a%22%3Bfilename%3Db.exe`],
])('[I3] the name %s of a file cannot leave its parameter', (name, header) => {
  expect(attachment({ name, bytes: 0, file: Readable.from([]) }).headers['Content-Disposition']).toBe(header);
});
