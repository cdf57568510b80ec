import { expect, test } from 'vitest';
import { POST } from './route';

const post = (form: FormData, headers: Record<string, string>) =>
  POST(new Request('http://127.0.0.1/share', { method: 'POST', body: form, headers }));

test('without the service worker the text of a share is kept, and a large form is not read', async () => {
  const form = new FormData();
  form.set('text', 'Lunch?');
  form.set('files', new File(['x'], 'x.txt'));
  const small = await post(form, { 'content-length': '400' });
  expect(small.headers.get('location')).toBe('/#share=Lunch%3F');
  const large = await post(form, { 'content-length': '4000000' });
  expect(large.headers.get('location')).toBe('/');
  const unknown = await post(form, {});
  expect(unknown.headers.get('location')).toBe('/');
});
