import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from './config';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'quad-config-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const SECRET = 'thirty-two characters and some more';
const REAL = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://quad.example.edu',
  NEXTAUTH_SECRET: SECRET,
  FENIX_BASE_URL: 'https://fenix.example.edu/',
  FENIX_CLIENT_ID: 'client',
  FENIX_CLIENT_SECRET: 'secret of the client',
};
const read = (env: Record<string, string> = {}) =>
  readConfig({ DATA_DIR: 'data', ...env } as unknown as NodeJS.ProcessEnv, directory);
const complaint = (env: Record<string, string>) => {
  try {
    read(env);
  } catch (error) {
    return (error as Error).message;
  }
  return null;
};

describe('without any setting', () => {
  it('[S13] is a demonstration on this machine only, whatever HOST says', () => {
    const config = read({ HOST: '0.0.0.0' });
    expect(config).toMatchObject({
      demonstration: true,
      host: '127.0.0.1',
      port: 3000,
      publicUrl: null,
      databaseUrl: undefined,
      fenix: { development: true },
      logLevel: 'warn',
    });
    expect([...config.administrators]).toEqual(['ist1000001']);
    expect(config.presence).toEqual({ epochMs: 60_000, expiryMs: 900_000 });
    expect(config.sessionGraceMs).toBe(120_000);
  });

  it('[P13] logs movements in the activity log, in production only when the operator enables it', () => {
    expect([read().sample, read({ SAMPLE: 'off' }).sample, read(REAL).sample]).toEqual([true, false, false]);
    expect(read().activityMovements).toBe(true);
    expect(read({ ACTIVITY_MOVEMENTS: 'off' }).activityMovements).toBe(false);
    expect(read(REAL).activityMovements).toBe(false);
    expect(read({ ...REAL, ACTIVITY_MOVEMENTS: 'on' }).activityMovements).toBe(true);
    expect(read({ FENIX: 'development' }).activityMovements).toBe(false);
  });

  it('creates long secrets once, readable by their owner only', async () => {
    const [first, two] = [read({ DATA_DIR: 'own' }), read({ DATA_DIR: 'own' })];
    expect(first.authSecret).toBe(two.authSecret);
    expect(first.authSecret.length).toBeGreaterThanOrEqual(32);
    expect(first.fenix?.clientSecret).not.toBe(first.authSecret);
    for (const name of await readdir(path.join(directory, 'own'))) {
      const file = path.join(directory, 'own', name);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect((await readFile(file, 'utf8')).length).toBeGreaterThanOrEqual(32);
    }
    expect(await readdir(path.join(directory, 'own'))).toHaveLength(2);
    expect(read({ DATA_DIR: 'another' }).authSecret).not.toBe(first.authSecret);
  });

  it('restricts the file mode of a secret again', async () => {
    const { dataDir } = read({ DATA_DIR: 'wide' });
    const file = path.join(dataDir, 'auth-secret');
    await rm(file);
    await writeFile(file, SECRET, { mode: 0o644 });
    expect(read({ DATA_DIR: 'wide' }).authSecret).toBe(SECRET);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
});

describe('[S25] the error names an unusable data directory', () => {
  it('with a truncated secret', async () => {
    const { dataDir } = read({ DATA_DIR: 'cut' });
    const file = path.join(dataDir, 'auth-secret');
    for (const cut of ['', '\n', SECRET.slice(0, 10)]) {
      await writeFile(file, cut);
      expect(() => read({ DATA_DIR: 'cut' })).toThrow(
        expect.objectContaining({
          name: 'ConfigurationError',
          message: expect.stringContaining(
            `The configuration is not valid:\n  DATA_DIR: ${file} contains no complete secret. Restore it`,
          ),
        }),
      );
    }
  });

  it('with a file in its place', async () => {
    await writeFile(path.join(directory, 'file'), '');
    expect(() => read({ DATA_DIR: 'file/data' })).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        message: expect.stringMatching(/DATA_DIR: .*ENOTDIR.*set DATA_DIR to another/),
      }),
    );
  });
});

describe('in production', () => {
  it('reads all settings', () => {
    expect(read({ ...REAL, HOST: '0.0.0.0', ADMINISTRATORS: ' ist1, ist2,,' })).toMatchObject({
      production: true,
      demonstration: false,
      host: '0.0.0.0',
      publicUrl: 'https://quad.example.edu',
      authSecret: SECRET,
      administrators: new Set(['ist1', 'ist2']),
      fenix: { development: false, baseUrl: 'https://fenix.example.edu' },
      logLevel: 'info',
    });
    expect([...read(REAL).administrators]).toEqual([]);
  });

  it.each(['NEXTAUTH_SECRET', 'PUBLIC_URL', 'FENIX_BASE_URL', 'FENIX_CLIENT_ID', 'FENIX_CLIENT_SECRET'])(
    '[S14] does not start without %s, and says so',
    (name) => {
      expect(complaint({ ...REAL, [name]: '' })).toContain(name);
    },
  );

  it('[S14] does not count leading and trailing blanks of a secret', () => {
    const message = complaint({ ...REAL, NEXTAUTH_SECRET: `${' '.repeat(40)}x` });
    expect(message).toContain(
      'NEXTAUTH_SECRET: must be at least 32 characters, blanks at its ends not counted',
    );
  });

  it('[S14] runs the development FenixEdu server only when FENIX enables it', () => {
    const { FENIX_BASE_URL: _, ...rest } = REAL;
    expect(complaint(rest)).toContain('FENIX=development');
    expect(read({ ...rest, FENIX: 'development' })).toMatchObject({
      demonstration: false,
      fenix: { development: true },
    });
    expect(complaint({ ...rest, FENIX: 'yes' })).toContain('FENIX');
  });

  it.each([
    ['PORT', 'abc', 'must be a whole number from 0 to 65535'],
    ['GUESTS', 'maybe', 'must be on or off'],
    ['NODE_ENV', 'prod', 'must be development or production or test'],
    ['PUBLIC_URL', 'quad.example.edu', 'must be a URL, as in https://quad.example.edu'],
    ['AMQP_URL', 'localhost', 'must be a URL, as in amqp://user:password@host/vhost'],
    ['METRICS_TOKEN', 'short', 'must have 16 characters or more'],
  ])('says what %s must be', (name, value, words) => {
    expect(complaint({ ...REAL, [name]: value })).toContain(`${name}: ${words}`);
  });

  it('names all wrong settings at once, without their secrets', () => {
    const message = complaint({
      ...REAL,
      PORT: '70000',
      NEXTAUTH_SECRET: 'too-short-a-secret',
      DATABASE_URL: 'mysql://user:hush@host/db',
    });
    for (const name of ['PORT', 'NEXTAUTH_SECRET', 'DATABASE_URL']) expect(message).toContain(name);
    expect(message).not.toMatch(/too-short|hush/);
  });
});

describe('sign-in methods', () => {
  const OIDC = { OIDC_ISSUER: 'https://id.example.edu/', OIDC_CLIENT_ID: 'quad', OIDC_CLIENT_SECRET: 'hush' };
  const { FENIX_BASE_URL: _, ...WITHOUT_FENIX } = REAL;

  it('[A25] are all enabled in a demonstration, and in production only when configured', () => {
    expect(read()).toMatchObject({ localAccounts: true, guests: true, oidc: null });
    expect(read({ LOCAL_ACCOUNTS: 'off', GUESTS: 'off' })).toMatchObject({
      localAccounts: false,
      guests: false,
    });
    expect(read(REAL)).toMatchObject({ localAccounts: false, guests: false, oidc: null });
    expect(read({ ...REAL, LOCAL_ACCOUNTS: 'on', GUESTS: 'on' })).toMatchObject({
      localAccounts: true,
      guests: true,
    });
  });

  it('[A25][S14] do not need FenixEdu, but need one for permanent accounts', () => {
    expect(read({ ...WITHOUT_FENIX, ...OIDC })).toMatchObject({
      fenix: null,
      oidc: { issuer: 'https://id.example.edu/', name: 'id.example.edu' },
    });
    expect(read({ ...WITHOUT_FENIX, LOCAL_ACCOUNTS: 'on' })).toMatchObject({ fenix: null, oidc: null });
    expect(complaint({ ...WITHOUT_FENIX, GUESTS: 'on' })).toContain('OIDC_ISSUER');
  });

  it.each([
    ['half an application', { ...OIDC, OIDC_CLIENT_SECRET: '' }, 'OIDC_CLIENT_SECRET'],
    ['an issuer without https', { ...OIDC, OIDC_ISSUER: 'http://id.example.edu' }, 'OIDC_ISSUER'],
    ['one that looks local', { ...OIDC, OIDC_ISSUER: 'http://localhost.example.edu' }, 'OIDC_ISSUER'],
    ['an invalid pattern', { FENIX_USERNAMES: 'ist[' }, 'FENIX_USERNAMES'],
  ])('do not start with %s', (_, env, name) => {
    expect(complaint(env)).toContain(name);
  });

  it('[A27] reserve FenixEdu’s usernames when users can choose a username', () => {
    expect(read({ ...REAL }).usernames.fenix).toBeNull();
    for (const others of [{ LOCAL_ACCOUNTS: 'on' }, OIDC]) {
      const { fenix } = read({ ...REAL, ...others }).usernames;
      expect(['ist112345', 'IST1', 'xist1', 'ist1x'].map((name) => fenix?.test(name))).toEqual([
        true,
        true,
        false,
        false,
      ]);
    }
    const own = read({ ...REAL, FENIX_USERNAMES: 'fc[0-9]+|up.+' }).usernames.fenix;
    expect(['fc1', 'up9', 'xfc1', 'fc1x'].map((name) => own?.test(name))).toEqual([true, true, false, false]);
  });
});

describe('the public address', () => {
  it.each([
    ['https://quad.example.edu/', 'https://quad.example.edu'],
    ['https://quad.example.edu:443', 'https://quad.example.edu'],
    ['HTTPS://Quad.Example.edu', 'https://quad.example.edu'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ])('%s is written as browsers write it: %s', (input, origin) => {
    expect(read({ PUBLIC_URL: input }).publicUrl).toBe(origin);
  });

  it.each([
    'https://example.edu/quad',
    'https://example.edu/?x',
    'https://example.edu#x',
    'https://user:hush@example.edu',
    'quad.example.edu',
    'ftp://example.edu',
  ])('%s is refused: no browser would come from there', (input) => {
    expect(complaint({ PUBLIC_URL: input })).toContain('PUBLIC_URL');
    expect(complaint({ PUBLIC_URL: input })).not.toContain('hush');
  });
});

describe('settings', () => {
  it('that are empty are ignored', () => {
    expect(read({ DATABASE_URL: '', AMQP_URL: '', PORT: '' })).toMatchObject({
      databaseUrl: undefined,
      amqp: { url: undefined, prefix: 'quad' },
      port: 3000,
    });
  });

  it('are parsed to their types', () => {
    expect(
      read({
        PRESENCE_EPOCH_SECONDS: '0',
        SESSION_GRACE_SECONDS: '2',
        TRUST_PROXY: 'on',
        AMQP_PREFIX: 'quad-2',
      }),
    ).toMatchObject({
      presence: { epochMs: 0 },
      sessionGraceMs: 2_000,
      trustProxy: true,
      amqp: { prefix: 'quad-2' },
    });
    const wrongs: Record<string, string>[] = [
      { PRESENCE_EPOCH_SECONDS: '-1' },
      { SESSION_GRACE_SECONDS: 'soon' },
      { TRUST_PROXY: 'maybe' },
      { AMQP_PREFIX: 'Quad.*' },
      { LIMITS: 'none' },
      { METRICS_TOKEN: 'short' },
      // Values that parse, and would cause a failure later.
      { SESSION_GRACE_SECONDS: '0' },
      { SESSION_GRACE_SECONDS: '5000000' },
      { PRESENCE_EXPIRY_SECONDS: '0' },
      { SIGN_IN_DAYS: '0' },
      { ACTIVITY_RETENTION_DAYS: '3000000' },
      { TILE_URL: 'tiles' },
      { TILE_URL: '/tiles/{z}/{x}/{y}.png' },
      { TILE_URL: 'https://tiles.example/map.png' },
      { TILE_URL: 'https://{q}.example/{z}/{x}/{y}.png' },
      { TILE_URL: 'javascript://tiles.example/{z}/{x}/{y}.png' },
    ];
    for (const wrong of wrongs) expect(complaint(wrong)).toContain(Object.keys(wrong)[0]);
  });

  it.each([
    'https://tiles.example/{z}/{x}/{y}.png',
    'http://{s}.tiles.example:8080/a/{z}/{x}/{y}{r}.png?key=1',
  ])('take tiles from %s', (TILE_URL) => {
    expect(read({ TILE_URL }).tileUrl).toBe(TILE_URL);
  });
});
