import { expect, it } from 'vitest';
import { judgeSecrecy } from './check';

it('[S26] reports whether a connection to another machine can be read on the way', () => {
  const judged = (host: string, encrypted: boolean, verified: boolean) => {
    const { state, description, mend } = judgeSecrecy(host, { encrypted, verified }, 'Mend it.');
    return [state, /not encrypted|not verified|certificate is valid/.exec(description)?.[0], mend];
  };
  expect(judged('db.example.edu', false, false)).toEqual(['warning', 'not encrypted', 'Mend it.']);
  expect(judged('192.0.2.7', true, false)).toEqual(['warning', 'not verified', 'Mend it.']);
  expect(judged('db.example.edu', true, true)).toEqual(['ok', 'certificate is valid', undefined]);
  for (const here of ['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]', '/var/run/postgresql'])
    expect(judged(here, false, false)).toEqual(['ok', undefined, undefined]);
  for (const elsewhere of ['localhost.example.edu', '1127.0.0.1', '10.0.0.1'])
    expect(judged(elsewhere, false, false)[0]).toBe('warning');
});
