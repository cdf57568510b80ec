import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { withoutSecrets } from './log';

const run = promisify(execFile);

/**
 * Runs a script in a process and returns its output. Pino writes straight to file descriptors, which a test cannot
 * intercept.
 */
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
  it('[S9] quotes the text of others in one line, without words that could be secrets', () => {
    expect(withoutSecrets(`no\u001b[2J code\n ${'a'.repeat(25)}, nor ${'b'.repeat(24)}`)).toBe(
      `no?[2J code? … nor ${'b'.repeat(24)}`,
    );
    expect(withoutSecrets('word '.repeat(100))).toHaveLength(300);
  });

  it('[S9] writes JSON lines to standard error, without secrets, texts or places at any depth', async () => {
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

  it('[S23] writes only the type, message, stack, code and causes of an error', async () => {
    const { lines } = await logged(`
      const url = 'amqps://quad:HUSH@mq.example.edu/quad';
      const carried = { detail: 'Key (text)=(HUSH) already exists.', where: 'HUSH', hint: 'HUSH', input: url,
        url: new URL(url), body: Buffer.from('HUSH'), constraint: 'one_key' };
      const cause = Object.assign(new TypeError('not at ' + url), carried, { code: '23505' });
      log.error({ err: Object.assign(new Error('it failed', { cause }), carried, { code: 'X1' }) }, 'with fields');
      log.error(Object.assign(new RangeError('alone at ' + url), carried));
      log.error({ err: new AggregateError([cause], 'all of them') }, 'several');
      log.info({ url: new URL(url), body: Buffer.from('HUSH'), at: new Date(0) }, 'no error');
    `);
    const [fields, alone, several, plain] = lines.map((line) => JSON.parse(line));
    expect(fields.err).toMatchObject({
      type: 'Error',
      message: 'it failed',
      code: 'X1',
      constraint: 'one_key',
    });
    expect(fields.err.stack).toMatch(/^Error: it failed\n +at /);
    expect(fields.err.cause).toMatchObject({ type: 'TypeError', code: '23505' });
    expect(fields.err.cause.message).toBe('not at amqps://mq.example.edu/quad');
    expect(alone).toMatchObject({ msg: 'alone at amqps://mq.example.edu/quad', err: { type: 'RangeError' } });
    expect(several.err.errors).toMatchObject([{ code: '23505' }]);
    expect(plain).toMatchObject({
      url: 'amqps://mq.example.edu/quad',
      body: '[4 bytes]',
      at: '1970-01-01T00:00:00.000Z',
    });
    expect(lines.join()).not.toContain('HUSH');
  }, 20_000);

  it('[S23] never throws, whatever the value is', async () => {
    const { lines } = await logged(`
      const circle = { name: 'circle' };
      circle.self = circle;
      const bad = { get thrown() { throw new Error('no'); }, big: 12n, symbol: Symbol('s'), run() {}, no: undefined };
      const worse = new Proxy({}, { ownKeys() { throw new Error('no'); }, getPrototypeOf() { throw new Error('no'); } });
      const odd = new Error('odd');
      Object.defineProperty(odd, 'message', { get() { throw new Error('no'); } });
      odd.cause = odd;
      log.info(circle, 'a circle');
      log.info({ bad, worse }, 'unreadable');
      log.error(odd);
      log.error({ err: odd, toJSON() { throw new Error('no'); } }, 'odd');
      log.info(null, 'nothing');
      log.info(Object.create(null), 'bare');
      log.info('%s is %d', 'this', 5);
    `);
    const entries = lines.map((line) => JSON.parse(line));
    expect(entries[0]).toMatchObject({ name: 'circle', self: '[circular]' });
    expect(entries[1]).toMatchObject({ bad: { thrown: '[unreadable]', big: '12' }, worse: '[unreadable]' });
    expect(entries[2].err).toMatchObject({ type: 'Error', message: '[unreadable]', cause: '[circular]' });
    expect(entries.slice(3).map(({ msg }) => msg)).toEqual(['odd', 'nothing', 'bare', 'this is 5']);
  }, 20_000);
});
