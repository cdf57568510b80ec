import { expect, test } from 'vitest';
import { type Activity, legacySentence } from './activity';

const known = { from: null, to: null };

test.each<[Activity, string]>([
  [{ code: 'logged_in', ...known }, 'Logged in.'],
  [{ code: 'logged_in_at', ...known }, 'Logged in. Currently out of IST registered facilities'],
  [{ code: 'logged_in_at', from: null, to: 'Central' }, 'Logged in. Currently in Central'],
  [{ code: 'moved', from: null, to: 'Central' }, 'Moved from: Out of IST registered facilities to: Central'],
  [{ code: 'moved', from: 'Central', to: null }, 'Moved from: Central to: Out of IST registered facilities'],
  [{ code: 'sent_to_people', ...known }, 'Sent a message to people.'],
  [{ code: null, message: 'Logged out.' }, 'Logged out.'],
])('[O11] the legacy protocol has a sentence for %o', (activity, sentence) => {
  expect(legacySentence(activity, 'IST')).toBe(sentence);
});
