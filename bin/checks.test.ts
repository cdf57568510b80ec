import { expect, it } from 'vitest';
import { readAudit } from './checks.mjs';

it('passes an audit without findings and fails one with any', () => {
  expect(readAudit('{"vulnerabilities":{}}')).toEqual({ outcome: 'passed', output: '' });
  const cause = { title: 'Planted', url: 'https://example.org/1' };
  const vulnerabilities = {
    a: { name: 'a', severity: 'low', range: '<2', via: [cause] },
    b: { name: 'b', severity: 'high', range: '*', via: ['a'] },
  };
  expect(readAudit(JSON.stringify({ vulnerabilities }))).toEqual({
    outcome: 'failed',
    output: 'a <2 (low): Planted https://example.org/1\nb * (high): a',
  });
});

it('skips an audit without an answer', () => {
  const answer = { message: 'connect ECONNREFUSED 127.0.0.1:9', error: { summary: '' } };
  expect(readAudit(JSON.stringify(answer))).toEqual({
    outcome: 'skipped',
    output: 'the registry was not asked: connect ECONNREFUSED 127.0.0.1:9',
  });
  expect(readAudit('npm error code 1\nmore')).toEqual({
    outcome: 'skipped',
    output: 'npm audit did not answer: npm error code 1',
  });
});
