import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const flag = z
  .enum(['', '0', '1', 'true', 'false', 'on', 'off', 'yes', 'no'])
  .transform((v) => ['1', 'true', 'on', 'yes'].includes(v));
const url = z.url({ protocol: /^https?$/ }).transform((u) => u.replace(/\/+$/, ''));
/** As a browser writes it in `Origin`: without a default port, in lower case. */
const origin = z
  .url({ protocol: /^https?$/ })
  .refine(
    (u) => URL.canParse(u) && new URL(u).href === `${new URL(u).origin}/`,
    'must be a scheme, a host and a port alone, as in https://quad.example.edu',
  )
  .transform((u) => new URL(u).origin);
const whole = (byDefault: number, least: number, most: number) =>
  z.coerce.number().int().min(least).max(most).default(byDefault);
/** RabbitMQ's `x-expires` takes 1 to 2^32 - 1 milliseconds. */
const seconds = (byDefault: number, least = 1) => whole(byDefault, least, 4_294_967);
/** A date so many days from now is one that PostgreSQL and browsers know. */
const days = (byDefault: number, least = 1) => whole(byDefault, least, 36_500);
/** As Leaflet takes it. */
const tiles = z
  .string()
  .refine(
    (text) =>
      ['{z}', '{x}', '{y}'].every((part) => text.includes(part)) &&
      /^https?:\/\/(\{s\}\.)?[^/?#{}\s]+\/\S*$/.test(text) &&
      URL.canParse(text.replace('{s}', 's')),
    'must be an address with {z}, {x} and {y}, as in https://tiles.example.edu/{z}/{x}/{y}.png',
  );
/** An OpenID Connect issuer, exactly as its provider writes it; without TLS on this machine only. */
const issuer = z
  .url({ protocol: /^https?$/ })
  .refine(
    (u) => /^https:|^http:\/\/(127\.0\.0\.1|localhost|\[::1\])([:/]|$)/.test(u),
    'must begin with https://',
  );
/** A pattern of whole usernames, whatever their case. */
const pattern = z
  .string()
  .max(500)
  .transform((source, context) => {
    try {
      return new RegExp(`^(?:${source})$`, 'i');
    } catch {
      context.addIssue({ code: 'custom', message: 'must be a regular expression, as in ist[0-9]+' });
      return z.NEVER;
    }
  });

/** `burst/perSecond`: so many at once, and so many more each second. */
const rate = (byDefault: string) =>
  z
    .string()
    .regex(/^\d{1,9}\/\d{1,9}(\.\d{1,6})?$/, 'must be two numbers, as in 60/20')
    .default(byDefault)
    .transform((text) => text.split('/').map(Number))
    .transform(([burst = 0, perSecond = 0]) => ({ burst, perSecond }))
    .refine(
      ({ burst, perSecond }) => burst >= 1 && perSecond > 0,
      'must let something through, as 1/0.1 does',
    );

/** Characters of a secret that signs cookies. */
const LEAST_SECRET = 32;

/** Every setting of Quad, as environment variables. Nothing else reads process.env. */
export const environment = z.object({
  /** `production` wants its own secrets and refuses the development FenixEdu unless asked for by name;
   *  `development` reloads pages as they are edited; without it, a built demonstration or test. */
  NODE_ENV: z.enum(['development', 'production', 'test']).optional(),
  /** Where the embedded PostgreSQL and the demonstration's secrets live. */
  DATA_DIR: z.string().default('.data'),
  /** A PostgreSQL to use instead of the embedded one. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** How long a start waits for a database that does not answer. */
  DATABASE_WAIT_SECONDS: whole(0, 0, 86_400),
  /** Milliseconds that a query waits for a connection, before the database counts as down or the node as overloaded.
   *  Tests raise it: their machine may be starved. */
  DATABASE_CONNECT_MS: whole(2_500, 500, 600_000),
  /** A RabbitMQ to use instead of the in-process broker. */
  AMQP_URL: z.url({ protocol: /^amqps?$/ }).optional(),
  /** Prefix of every exchange and queue, so that two installations can share a broker. */
  AMQP_PREFIX: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/)
    .default('quad'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  /** The address to listen on; 127.0.0.1 in the demonstration whatever this says. */
  HOST: z.string().default('127.0.0.1'),
  /** The address people use, exactly: scheme, host, port. Origin checks and sign-in redirects depend on it. */
  PUBLIC_URL: origin.optional(),
  /** Signs the cookies: 32 characters or more. */
  NEXTAUTH_SECRET: z
    .string()
    .refine(
      (secret) => secret.trim().length >= LEAST_SECRET,
      `must be at least ${LEAST_SECRET} characters, blanks at its ends not counted`,
    )
    .optional(),
  /** The FenixEdu installation people sign in with; without it, the development FenixEdu server. */
  FENIX_BASE_URL: url.optional(),
  FENIX_CLIENT_ID: z.string().min(1).optional(),
  FENIX_CLIENT_SECRET: z.string().min(1).optional(),
  /** `development` runs the development FenixEdu server even in production. It lets anybody sign in as anybody. */
  FENIX: z.enum(['development']).optional(),
  /** Usernames that FenixEdu vouches for, as a pattern of the whole name: nobody else can have one of these. */
  FENIX_USERNAMES: pattern.optional(),
  /** Another identity provider besides, or instead: the issuer of any that speaks OpenID Connect. */
  OIDC_ISSUER: issuer.optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  /** What people call it, as on the button of the sign-in page. */
  OIDC_NAME: z.string().min(1).max(40).optional(),
  /** Usernames (`preferred_username`) that it vouches for; without it all, if nobody else can choose one. */
  OIDC_USERNAMES: pattern.optional(),
  /** Lets anybody make an account with a username and a password of their own; on in the demonstration. */
  LOCAL_ACCOUNTS: flag.optional(),
  /** Lets anybody in for a day by a name alone; on in the demonstration. */
  GUESTS: flag.optional(),
  /** Sample people and their talk, made at the first start of a demonstration; nothing elsewhere. */
  SAMPLE: flag.default(true),
  /** Usernames of administrators, separated by commas. */
  ADMINISTRATORS: z.string().optional(),
  /** The institution's name, as in `Out of IST registered facilities`. */
  INSTITUTION: z.string().max(60).default('IST'),
  /** Bearer token that /metrics asks of callers from elsewhere than this machine. */
  METRICS_TOKEN: z.string().min(16).optional(),
  /** `off` lifts rate limits and the speed check, for load tests. */
  LIMITS: z.enum(['on', 'off']).default('on'),
  /** REST requests of one caller. */
  LIMIT_REQUEST: rate('120/20'),
  /** Requests and connections without a valid credential, by address. */
  LIMIT_ANONYMOUS: rate('120/5'),
  /** Requests of signing in and out, by address; a sign-in that succeeds gives back what it took. */
  LIMIT_SIGN_IN: rate('300/20'),
  /** Socket events of one connection. */
  LIMIT_EVENT: rate('60/20'),
  /** Messages of one sender; one to many people takes more than one. */
  LIMIT_MESSAGE: rate('60/10'),
  /** Reports to the administrators, by user. */
  LIMIT_REPORT: rate('10/0.02'),
  /** Reports of a position, by user. */
  LIMIT_POSITION: rate('30/1'),
  /** Buildings chosen by hand, by user. */
  LIMIT_DECLARE: rate('6/0.01'),
  /** Times that the place of a user jumps to another of their devices, farther than any plausible speed leads. */
  LIMIT_HANDOVER: rate('3/0.002'),
  /** Questions about who is near, by user. */
  LIMIT_NEARBY: rate('60/5'),
  /** Searches for messages and people, by user. */
  LIMIT_SEARCH: rate('60/4'),
  /** Exports of everything about a user, by user. */
  LIMIT_EXPORT: rate('5/0.01'),
  /** Passwords tried for one account from one address, or from a browser that has signed in to it before. */
  LIMIT_PASSWORD: rate('10/0.05'),
  /** Passwords tried for one account from anywhere; past it each is answered later, and none is refused. */
  LIMIT_PASSWORD_ACCOUNT: rate('30/0.2'),
  /** Passwords tried from one address; right ones do not count. */
  LIMIT_PASSWORD_ADDRESS: rate('60/0.5'),
  /** Local accounts and guests made from one address. */
  LIMIT_NEW_ACCOUNT: rate('60/0.1'),
  /** Direct conversations, groups and channels that a user begins; bringing many people into one takes more than one. */
  LIMIT_NEW_CONVERSATION: rate('60/0.1'),
  /** The same of a guest. */
  LIMIT_GUEST_CONVERSATION: rate('10/0.02'),
  /** Milliseconds that the event loop is late, on average over a second, from which a node leaves out movements; four
   *  times as late it leaves out reads, too, and ten times as late sends. Tests raise it: their machine may be starved. */
  OVERLOAD_EVENT_LOOP_MS: whole(500, 50, 3_600_000),
  /** `warn` in the demonstration, else `info`. */
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).optional(),
  /** `1` when a reverse proxy of yours sets X-Forwarded-For. */
  TRUST_PROXY: flag.default(false),
  /** Tiles for the map, as a URL template; empty draws our own buildings only. */
  TILE_URL: tiles.optional(),
  /** Seconds between the publications of outdoor movements. */
  PRESENCE_EPOCH_SECONDS: seconds(60, 0),
  /** Seconds after the last report until a cell is forgotten. */
  PRESENCE_EXPIRY_SECONDS: seconds(15 * 60),
  /** Seconds that a session outlives its connection. */
  SESSION_GRACE_SECONDS: seconds(120),
  /** Days that the activity log is kept. */
  ACTIVITY_RETENTION_DAYS: days(30, 0),
  /** Notes in the activity log where people go, for administrators; on in the demonstration. People are told. */
  ACTIVITY_MOVEMENTS: flag.optional(),
  /** Days that a report is kept once it is closed. */
  REPORT_RETENTION_DAYS: days(365, 0),
  /** Days that a sign-in lasts. */
  SIGN_IN_DAYS: days(30),
});

export type Config = ReturnType<typeof readConfig>;

/**
 * Reads and checks the whole configuration. Throws an Error that names each wrong setting and how to mend it.
 * Without an identity provider this is a demonstration: local only, with secrets of its own in the data directory.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env, cwd = process.cwd()) {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = environment.safeParse(set);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The configuration is not valid:\n${lines.join('\n')}`);
  }
  const e = result.data;
  const production = e.NODE_ENV === 'production';
  const developmentFenix = e.FENIX === 'development' || (!e.FENIX_BASE_URL && !production);
  // Anybody can sign in as anybody, and nobody said that they meant it: this machine only.
  const demonstration = !production && developmentFenix && e.FENIX !== 'development';
  const localAccounts = e.LOCAL_ACCOUNTS ?? demonstration;

  const wrong: string[] = [];
  if (production && !e.NEXTAUTH_SECRET)
    wrong.push('NEXTAUTH_SECRET: set it, to 32 random characters or more');
  if (production && !e.PUBLIC_URL)
    wrong.push('PUBLIC_URL: set it, to the address people use (https://quad.example.edu)');
  if (production && !developmentFenix && !e.FENIX_BASE_URL && !e.OIDC_ISSUER && !localAccounts)
    wrong.push(
      'FENIX_BASE_URL: set it, or OIDC_ISSUER, or LOCAL_ACCOUNTS=on, so that people can sign in ' +
        '(or FENIX=development, which lets anybody sign in as anybody)',
    );
  if (e.FENIX_BASE_URL && !developmentFenix && !(e.FENIX_CLIENT_ID && e.FENIX_CLIENT_SECRET))
    wrong.push(
      'FENIX_CLIENT_ID and FENIX_CLIENT_SECRET: set both, as FenixEdu gave them for your application',
    );
  if (e.OIDC_ISSUER && !(e.OIDC_CLIENT_ID && e.OIDC_CLIENT_SECRET))
    wrong.push(
      'OIDC_CLIENT_ID and OIDC_CLIENT_SECRET: set both, as the provider gave them for your application',
    );
  if (wrong.length > 0)
    throw new Error(`The configuration is not valid:\n${wrong.map((w) => `  ${w}`).join('\n')}`);

  const dataDir = resolve(cwd, e.DATA_DIR);
  const own = (name: string, configured: string | undefined) => configured ?? keptSecret(dataDir, name);
  return {
    production,
    /** Pages are compiled as they are asked for. */
    development: e.NODE_ENV === 'development',
    demonstration,
    /** Begin with sample people and their talk. */
    sample: demonstration && e.SAMPLE,
    dataDir,
    databaseUrl: e.DATABASE_URL,
    databaseWaitMs: e.DATABASE_WAIT_SECONDS * 1000,
    databaseConnectMs: e.DATABASE_CONNECT_MS,
    amqp: { url: e.AMQP_URL, prefix: e.AMQP_PREFIX },
    host: demonstration ? '127.0.0.1' : e.HOST,
    port: e.PORT,
    /** Null means: the address listened on, known once the port is. */
    publicUrl: e.PUBLIC_URL ?? null,
    authSecret: own('auth-secret', e.NEXTAUTH_SECRET),
    /** Null when people sign in by other ways only. */
    fenix: developmentFenix
      ? { development: true as const, clientId: 'quad', clientSecret: own('fenix-secret', undefined) }
      : e.FENIX_BASE_URL
        ? {
            development: false as const,
            baseUrl: e.FENIX_BASE_URL,
            clientId: e.FENIX_CLIENT_ID as string,
            clientSecret: e.FENIX_CLIENT_SECRET as string,
          }
        : null,
    oidc: e.OIDC_ISSUER
      ? {
          issuer: e.OIDC_ISSUER,
          clientId: e.OIDC_CLIENT_ID as string,
          clientSecret: e.OIDC_CLIENT_SECRET as string,
          name: e.OIDC_NAME ?? new URL(e.OIDC_ISSUER).hostname,
        }
      : null,
    localAccounts,
    guests: e.GUESTS ?? demonstration,
    /** Which usernames a provider vouches for. Null: none, or for FenixEdu all, when nobody else can choose one. */
    usernames: {
      fenix: e.FENIX_USERNAMES ?? (e.OIDC_ISSUER || localAccounts ? /^ist[0-9]+$/i : null),
      oidc: e.OIDC_USERNAMES ?? null,
    },
    administrators: new Set(
      (e.ADMINISTRATORS ?? (demonstration ? 'ist1000001' : ''))
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean),
    ),
    institution: e.INSTITUTION,
    metricsToken: e.METRICS_TOKEN,
    /** Null: no limits, and no speed check. */
    limits:
      e.LIMITS === 'off'
        ? null
        : {
            request: e.LIMIT_REQUEST,
            anonymous: e.LIMIT_ANONYMOUS,
            signIn: e.LIMIT_SIGN_IN,
            event: e.LIMIT_EVENT,
            message: e.LIMIT_MESSAGE,
            report: e.LIMIT_REPORT,
            position: e.LIMIT_POSITION,
            declare: e.LIMIT_DECLARE,
            handover: e.LIMIT_HANDOVER,
            nearby: e.LIMIT_NEARBY,
            search: e.LIMIT_SEARCH,
            export: e.LIMIT_EXPORT,
            password: e.LIMIT_PASSWORD,
            passwordAccount: e.LIMIT_PASSWORD_ACCOUNT,
            passwordAddress: e.LIMIT_PASSWORD_ADDRESS,
            newAccount: e.LIMIT_NEW_ACCOUNT,
            newConversation: e.LIMIT_NEW_CONVERSATION,
            guestConversation: e.LIMIT_GUEST_CONVERSATION,
          },
    overloadEventLoopMs: e.OVERLOAD_EVENT_LOOP_MS,
    logLevel: e.LOG_LEVEL ?? (demonstration ? 'warn' : 'info'),
    trustProxy: e.TRUST_PROXY,
    tileUrl: e.TILE_URL ?? '',
    presence: { epochMs: e.PRESENCE_EPOCH_SECONDS * 1000, expiryMs: e.PRESENCE_EXPIRY_SECONDS * 1000 },
    sessionGraceMs: e.SESSION_GRACE_SECONDS * 1000,
    activityRetentionDays: e.ACTIVITY_RETENTION_DAYS,
    activityMovements: e.ACTIVITY_MOVEMENTS ?? demonstration,
    reportRetentionDays: e.REPORT_RETENTION_DAYS,
    signInDays: e.SIGN_IN_DAYS,
  };
}

/** What Next and next-auth read from the environment and nowhere else. Call it before either is loaded. */
export function tellLibraries(config: Config, publicUrl: string): void {
  Object.assign(process.env, {
    NODE_ENV: config.development ? 'development' : 'production',
    NEXTAUTH_URL: publicUrl,
    NEXTAUTH_SECRET: config.authSecret,
  });
}

/** A random secret, made once and kept in the data directory for its owner's eyes only. */
function keptSecret(dataDir: string, name: string): string {
  const file = join(dataDir, name);
  try {
    if (!existsSync(file)) makeSecret(dataDir, file);
    chmodSync(file, 0o600);
    const secret = readFileSync(file, 'utf8').trim();
    if (secret.length >= LEAST_SECRET) return secret;
  } catch (error) {
    throw new Error(
      `The configuration is not valid:\n  DATA_DIR: ${file} cannot be used: ${(error as Error).message}. ` +
        'See that the directory belongs to the user that runs Quad and has room, or set DATA_DIR to another.',
    );
  }
  throw new Error(
    `The configuration is not valid:\n  DATA_DIR: ${file} holds no whole secret. ` +
      'Put it back from a backup, or delete the file: then a new one is made, and everybody has to sign in anew.',
  );
}

/** Whole or not at all, and of two processes that start at once one's: a half written one would be kept for ever. */
function makeSecret(dataDir: string, file: string): void {
  mkdirSync(dataDir, { recursive: true });
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(temporary, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}
