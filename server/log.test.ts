import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { withoutSecrets } from './log';

const run = promisify(execFile);

/** What a process that logs so writes: it goes straight to its file descriptors, past anything a test could hold. */
async function logged(script: string) {
  const program = `import { createLog } from './server/log.ts'; const log = createLog('info'); ${script}`;
  const { stdout, stderr } = await run(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', program],
    {
      cwd: new URL('..', import.meta.url).pathname,
    },
  );
  return { stdout, lines: stderr.trim().split('\n') };
}

describe('the log', () => {
  it('[S9] quotes others in one line, without a word that could be a secret', () => {
    expect(withoutSecrets(`no\u001b[2J code\n ${'a'.repeat(25)}, nor ${'b'.repeat(24)}`)).toBe(
      `no?[2J code? … nor ${'b'.repeat(24)}`,
    );
    expect(withoutSecrets('word '.repeat(100))).toHaveLength(300);
  });

  it('[S9] has JSON lines on standard error, without secrets, texts or places wherever they are in what is logged', async () => {
    const { stdout, lines } = await logged(`
      const hidden = { token: 'HUSH', pass: 'HUSH', secret: 'HUSH', ticket: 'HUSH', text: 'HUSH', latitude: 38.7371,
        longitude: -9.1393, accuracy: 12.5, cookie: 'HUSH', authorization: 'HUSH' };
      log.info({ ...hidden, userId: 'u1' }, 'flat');
      log.warn({ body: hidden }, 'nested');
      log.error({ err: Object.assign(new Error('it failed'), { request: hidden, code: 'X1' }) }, 'in an error');
      log.debug({}, 'not said at this level');
    `);
    expect(stdout).toBe('');
    const entries = lines.map((line) => JSON.parse(line));
    expect(entries.map((entry) => entry.msg)).toEqual(['flat', 'nested', 'in an error']);
    expect(entries[0].userId).toBe('u1');
    expect(entries[2].err).toMatchObject({ message: 'it failed', code: 'X1' });
    expect(lines.join()).not.toMatch(/HUSH|38\.7371|9\.1393|12\.5/);
  }, 20_000);
});
