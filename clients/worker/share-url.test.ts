import { expect, test } from 'vitest';
import { shareUrl, shortened } from './share-url';

const textOf = (shared: Record<string, string>) =>
  decodeURIComponent(shareUrl(new URLSearchParams(shared)).replace('/#share=', ''));

test('title, text and URL become one text, each once', () => {
  expect(textOf({ title: 'Exam', text: 'Room 5 & 6?', url: 'https://x.example/a' })).toBe(
    'Exam\nRoom 5 & 6?\nhttps://x.example/a',
  );
  expect(textOf({ title: 'Exam', text: 'Exam https://x.example', url: 'https://x.example' })).toBe(
    'Exam https://x.example\nhttps://x.example',
  );
  expect(textOf({})).toBe('');
});

test('a shared text has at most the characters of a message', () => {
  expect([...textOf({ text: '😀'.repeat(5_000) })].length).toBe(4_000);
  expect([...shortened('😀'.repeat(1_000_000))].length).toBe(4_000);
});

test('files are stored in the browser, and the URL has only their id', () => {
  expect(shareUrl(new URLSearchParams({ text: 'a&files' }), 'id')).toBe('/#share=a%26files&files=id');
});
