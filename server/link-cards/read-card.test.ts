import { expect, test } from 'vitest';
import { readCard } from './read-card';

test('a card has what the page says of itself, first in the words for cards', () => {
  const html = `<!doctype html><html><head><title>Old &amp; long</title>
    <meta name=description content="What &quot;it&quot; is">
    <meta property="og:title" content="The title"><META CONTENT='The site' PROPERTY='og:site_name'/>
    <meta property="og:title" content="A second title"></head><body><title>No</title></body></html>`;
  expect(readCard(html)).toEqual({ title: 'The title', description: 'What "it" is', site: 'The site' });
  expect(readCard('<title>\n Only\n a  title </title>')).toEqual({
    title: 'Only a title',
    description: null,
    site: null,
  });
});

test.each([
  ['nothing', ''],
  ['no title', '<meta name="description" content="x">'],
  ['a title in a comment', '<!-- <title>x</title> -->'],
  ['a title in a script', '<script>var a = "<title>x</title>"</script>'],
  ['a title in the body', '<body><title>x</title>'],
  ['an empty title', '<title> &nbsp;&#8203; </title>'],
  ['a title that does not end', '<title>x'],
  ['a property of the prototype', '<meta name="__proto__" content="x"><meta name="constructor" content="x">'],
])('a page with %s has no card', (_, html) => {
  expect(readCard(html)).toBeNull();
});

test('character references are read, also such as lead outside Unicode', () => {
  const title = (text: string) => readCard(`<title>${text}</title>`)?.title;
  expect(title('Caf&#233; &#x4E2D; &ndash; &unknown; &#0;&#xD800;&#1114112;&#99999999;')).toBe(
    'Café 中 – &unknown; &#99999999;',
  );
  // It is text on the page, whatever it says.
  expect(title('&lt;script&gt;alert(1)&lt;/script&gt;')).toBe('<script>alert(1)</script>');
  expect(readCard('<meta property=og:title content="a > b">')?.title).toBe('a > b');
});

test('direction marks and controls are left out, and long texts end with an ellipsis', () => {
  expect(readCard('<title>gnp.\u202egpj \u0007bell\u0000</title>')?.title).toBe('gnp.gpj bell');
  const long = readCard(`<title>${'😀'.repeat(500)}</title>`)?.title ?? '';
  expect([[...long].length, long.at(-1)]).toEqual([200, '…']);
});

test.each([
  '<',
  '<meta ',
  '<meta a="',
  '<!--',
  '<title',
  '<title>',
  '<script>',
  '<meta content="&#',
  'a=',
  '<style></',
  '&amp',
])('a page of nothing but %s is read to its end', (part) =>
  expect(readCard(part.repeat(Math.ceil(262_144 / part.length)))).toBeNull(),
);
