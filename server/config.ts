import { createPrivateKey, type KeyObject, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { timeZone } from '@/protocol/fields';
import { type CapSource, capSources } from './alerts/cap/sources';

/** One of these words. */
const word = <const Words extends readonly [string, ...string[]]>(...words: Words) =>
  z.enum(words, { error: `must be ${words.join(' or ')}` });
const flag = z
  .enum(['', '0', '1', 'true', 'false', 'on', 'off', 'yes', 'no'], { error: 'must be on or off' })
  .transform((v) => ['1', 'true', 'on', 'yes'].includes(v));
const url = z
  .url({ protocol: /^https?$/, error: 'must be a URL that begins with https:// or http://' })
  .transform((u) => u.replace(/\/+$/, ''));
/** An origin as a browser writes it in `Origin`: in lower case, without a default port. */
const origin = z
  .url({ protocol: /^https?$/, error: 'must be a URL, as in https://quad.example.edu' })
  .refine(
    (u) => URL.canParse(u) && new URL(u).href === `${new URL(u).origin}/`,
    'must be a scheme, a host and a port alone, as in https://quad.example.edu',
  )
  .transform((u) => new URL(u).origin);
const whole = (byDefault: number, min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error }).default(byDefault);
};
/** RabbitMQ's `x-expires` takes 1 to 2^32 - 1 milliseconds. */
const seconds = (byDefault: number, min = 1) => whole(byDefault, min, 4_294_967);
/** The maximum keeps dates within what PostgreSQL and browsers can represent. */
const days = (byDefault: number, min = 1) => whole(byDefault, min, 36_500);
/** A URL template for Leaflet. */
const tiles = z
  .string()
  .refine(
    (text) =>
      ['{z}', '{x}', '{y}'].every((part) => text.includes(part)) &&
      /^https?:\/\/(\{s\}\.)?[^/?#{}\s]+\/\S*$/.test(text) &&
      URL.canParse(text.replace('{s}', 's')),
    'must be a URL with {z}, {x} and {y}, as in https://tiles.example.edu/{z}/{x}/{y}.png',
  );
/** An OpenID Connect issuer, exactly as its provider writes it; `http:` is allowed on this machine only. */
const issuer = z
  .url({ protocol: /^https?$/, error: 'must be a URL that begins with https://' })
  .refine(
    (u) => /^https:|^http:\/\/(127\.0\.0\.1|localhost|\[::1\])([:/]|$)/.test(u),
    'must begin with https://',
  );
/** A pattern of whole usernames; letter case is ignored. */
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

/** Reads the file of an RSA key: the signatures of other keys differ each time, and messages must not. */
function signingKey(file: string, context: z.RefinementCtx): KeyObject {
  try {
    const key = createPrivateKey(readFileSync(file));
    if (key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048) return key;
  } catch {
    // The message of the error may quote the key.
  }
  context.addIssue({
    code: 'custom',
    message: 'must be a file with an RSA key of 2,048 bits or more, in PEM',
  });
  return z.NEVER;
}

/** Reads the file of the sources of CAP. */
function sourcesIn(file: string, context: z.RefinementCtx): CapSource[] {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    context.addIssue({ code: 'custom', message: 'must be a file of JSON' });
    return z.NEVER;
  }
  const read = capSources.safeParse(json);
  if (read.success) return read.data;
  for (const { path, message } of read.error.issues)
    context.addIssue({ code: 'custom', message: `${path.join('.') || 'the list'}: ${message}` });
  return z.NEVER;
}

/** A rate limit `burst/perSecond`: allows `burst` at once, and `perSecond` more each second. */
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

const MEGABYTE = 1024 * 1024;
/** The minimum length of the secret that signs cookies, in characters. */
const MIN_SECRET_LENGTH = 32;

/** The kinds of conversations that can take photos and files. */
const CONVERSATION_KINDS = ['direct', 'group', 'channel', 'building', 'nearby'] as const;

/** The push services of the common browsers. */
const PUSH_HOSTS = 'fcm.googleapis.com,*.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com';

/** Every setting of Quad, as environment variables. No other file of the server reads process.env. */
export const environment = z.object({
  /** `production` requires secrets and refuses the development FenixEdu server unless FENIX enables it; `development`
   *  reloads pages as they are edited. Without a value, a demonstration or test runs from built pages. */
  NODE_ENV: word('development', 'production', 'test').optional(),
  /** The directory of the embedded PostgreSQL and of the secrets of a demonstration. */
  DATA_DIR: z.string().default('.data'),
  /** A PostgreSQL database to use instead of the embedded one. */
  DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: 'must be a URL, as in postgresql://user:password@host/database; write special characters as %40',
    })
    .optional(),
  /** Seconds that a start waits for a database that does not answer. */
  DATABASE_WAIT_SECONDS: whole(0, 0, 86_400),
  /** Milliseconds that a query waits for a connection; then the database counts as down, or the node as overloaded.
   *  Tests raise it, because their machine may be slow. */
  DATABASE_CONNECT_MS: whole(2_500, 500, 600_000),
  /** The most connections that a node opens to PostgreSQL, besides those for alerts. */
  DATABASE_CONNECTIONS: whole(16, 2, 1_000),
  /** A RabbitMQ server to use instead of the in-process broker. */
  AMQP_URL: z
    .url({
      protocol: /^amqps?$/,
      error: 'must be a URL, as in amqp://user:password@host/vhost; write special characters as %40',
    })
    .optional(),
  /** The prefix of the names of all exchanges and queues, so that installations can share a broker. */
  AMQP_PREFIX: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/, 'must be 1 to 32 small letters, digits and hyphens')
    .default('quad'),
  PORT: whole(3000, 0, 65_535),
  /** The address to listen on; a demonstration always listens on 127.0.0.1. */
  HOST: z.string().default('127.0.0.1'),
  /** The URL that users open, exactly: scheme, host, port. Origin checks and sign-in redirects depend on it. */
  PUBLIC_URL: origin.optional(),
  /** The key that signs the cookies: 32 characters or more. */
  NEXTAUTH_SECRET: z
    .string()
    .refine(
      (secret) => secret.trim().length >= MIN_SECRET_LENGTH,
      `must be at least ${MIN_SECRET_LENGTH} characters, blanks at its ends not counted`,
    )
    .optional(),
  /** The FenixEdu installation that users sign in with; without it, the development FenixEdu server. */
  FENIX_BASE_URL: url.optional(),
  FENIX_CLIENT_ID: z.string().min(1).optional(),
  FENIX_CLIENT_SECRET: z.string().min(1).optional(),
  /** `development` runs the development FenixEdu server also in production. It lets anyone sign in as anyone. */
  FENIX: word('development').optional(),
  /** A pattern of whole usernames that belong to users of FenixEdu alone. */
  FENIX_USERNAMES: pattern.optional(),
  /** The issuer of an OpenID Connect provider, in addition to FenixEdu or instead of it. */
  OIDC_ISSUER: issuer.optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  /** The name of the provider on the sign-in button. */
  OIDC_NAME: z.string().min(1).max(40).optional(),
  /** A pattern of whole usernames (`preferred_username`) that belong to users of the OpenID provider alone. */
  OIDC_USERNAMES: pattern.optional(),
  /** Lets anyone create a local account, with a username and a password; on in the demonstration. */
  LOCAL_ACCOUNTS: flag.optional(),
  /** Lets anyone sign in as a guest for a day, with a name alone; on in the demonstration. */
  GUESTS: flag.optional(),
  /** The title of the public channel of which every new user becomes a member; none if not given. */
  LANDING_CHANNEL: z.string().trim().min(1).max(60).optional(),
  /** Creates sample people and messages at the first start of a demonstration; has no effect elsewhere. */
  SAMPLE: flag.default(true),
  /** The usernames of administrators, separated by commas. */
  ADMINISTRATORS: z.string().optional(),
  /** `off` prepares the pages when the first one is requested: the node starts sooner and needs less memory. */
  PAGES_AT_START: flag.default(true),
  /** The time zone of the campus, for the schedules of bots. */
  TIME_ZONE: timeZone.default('Europe/Lisbon'),
  /** The languages that users can choose, separated by commas: `en`, `pt`, and `ar`, which runs from right to left. */
  LANGUAGES: z
    .string()
    .default('en,pt')
    .transform((list) => list.split(',').map((tag) => tag.trim()))
    .pipe(z.array(word('en', 'pt', 'ar')).min(1)),
  /** The name of the institution, as in `Out of IST registered facilities`. */
  INSTITUTION: z.string().max(60).default('IST'),
  /** The bearer token that /metrics requires of callers on other machines. */
  METRICS_TOKEN: z.string().min(16, 'must have 16 characters or more').optional(),
  /** `off` disables rate limits and the speed check, for load tests. */
  LIMITS: word('on', 'off').default('on'),
  /** REST requests of one caller. */
  LIMIT_REQUEST: rate('120/20'),
  /** Requests and connections without a valid credential, by IP address. */
  LIMIT_ANONYMOUS: rate('120/5'),
  /** Requests to sign in and out, by IP address; a successful sign-in does not count. */
  LIMIT_SIGN_IN: rate('300/20'),
  /** Socket events of one connection. */
  LIMIT_EVENT: rate('60/20'),
  /** Messages of one sender; a message to many people counts more than once. */
  LIMIT_MESSAGE: rate('60/10'),
  /** Reports to the administrators, by user. */
  LIMIT_REPORT: rate('10/0.02'),
  /** Position reports, by user. */
  LIMIT_POSITION: rate('30/1'),
  /** Buildings chosen by hand, by user. */
  LIMIT_DECLARE: rate('6/0.01'),
  /** Switches of a user's location to another of their devices, farther away than a plausible speed allows. */
  LIMIT_HANDOVER: rate('3/0.002'),
  /** Queries of who is near, by user. */
  LIMIT_NEARBY: rate('60/5'),
  /** Searches for messages and people, by user. */
  LIMIT_SEARCH: rate('60/4'),
  /** Exports of all data about a user, by user. */
  LIMIT_EXPORT: rate('5/0.01'),
  /** Photos that a user uploads, by user. */
  LIMIT_PHOTO: rate('10/0.02'),
  /** Megabytes of photos and files that a user uploads, by user: 200 at once, and 216 more each day. */
  LIMIT_ATTACHMENT: rate('200/0.0025'),
  /** Drafts stored for a user's other devices, by user. */
  LIMIT_DRAFT: rate('30/0.5'),
  /** Messages of CAP that the user of a source posts, by source. */
  LIMIT_CAP: rate('60/1'),
  /** Answers to alerts, by user. */
  LIMIT_ALERT_ANSWER: rate('30/0.5'),
  /** Wrong passwords for one account from one IP address, or from one browser that has signed in to it before. */
  LIMIT_PASSWORD: rate('10/0.05'),
  /** Wrong passwords for one account from all IP addresses; beyond it answers are delayed, and none is refused. */
  LIMIT_PASSWORD_ACCOUNT: rate('30/0.2'),
  /** Wrong passwords from one IP address. */
  LIMIT_PASSWORD_ADDRESS: rate('60/0.5'),
  /** Local accounts created and guests signed in, by IP address. */
  LIMIT_NEW_ACCOUNT: rate('60/0.1'),
  /** Changes of the name and of the e-mail address, by user; mails that verify an address, by address. */
  LIMIT_IDENTITY: rate('6/0.002'),
  /** Direct conversations, groups and channels that a user starts; adding many people counts more than once. */
  LIMIT_NEW_CONVERSATION: rate('60/0.1'),
  /** The same limit for a guest. */
  LIMIT_GUEST_CONVERSATION: rate('10/0.02'),
  /** Changes of a group or a channel by its owner, each of which all members get. */
  LIMIT_OWNED_CONVERSATION: rate('30/0.1'),
  /** The delay of the event loop in milliseconds, averaged over a second, above which a node sheds movements; it sheds
   *  reads at four times this delay, and sends at ten times. Tests raise it, because their machine may be slow. */
  OVERLOAD_EVENT_LOOP_MS: whole(500, 50, 3_600_000),
  /** `warn` in the demonstration, else `info`. */
  LOG_LEVEL: word('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').optional(),
  /** `1` if the operator's own proxy sets X-Forwarded-For. */
  TRUST_PROXY: flag.default(false),
  /** The URL template of map tiles; without it the map shows buildings only. */
  TILE_URL: tiles.optional(),
  /** Seconds between the publications of outdoor movements. */
  PRESENCE_EPOCH_SECONDS: seconds(60, 0),
  /** Seconds that a cell is kept after the last position report. */
  PRESENCE_EXPIRY_SECONDS: seconds(15 * 60),
  /** Seconds that a session outlives its connection. */
  SESSION_GRACE_SECONDS: seconds(120),
  /** Days that the activity log is kept. */
  ACTIVITY_RETENTION_DAYS: days(30, 0),
  /** Records users' movements in the activity log, for administrators; on in the demonstration. Users are told. */
  ACTIVITY_MOVEMENTS: flag.optional(),
  /** Days that a closed report is kept. */
  REPORT_RETENTION_DAYS: days(365, 0),
  /** The kinds of conversations that take photos and files, separated by commas: `direct`, `group`, `channel`,
   *  `building` (the rooms of buildings) and `nearby`, or `off`; all in the demonstration. */
  ATTACHMENTS: z
    .string()
    .transform((list) => (list.trim() === 'off' ? [] : list.split(',').map((kind) => kind.trim())))
    .pipe(z.array(word(...CONVERSATION_KINDS)))
    .optional(),
  /** Megabytes that a photo or a file can have. */
  ATTACHMENT_MAX_MB: whole(20, 1, 1_000),
  /** Megabytes that all photos and files of a user can have. */
  ATTACHMENT_QUOTA_MB: whole(1_000, 1, 1_000_000),
  /** A bucket of a server that speaks S3, for photos and files; without it they are in `DATA_DIR`. */
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
    .optional(),
  /** The URL of the S3 server, without the bucket. */
  S3_ENDPOINT: url.optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  S3_ACCESS_KEY: z.string().min(1).optional(),
  S3_SECRET_KEY: z.string().min(1).optional(),
  /** Days that a sign-in lasts. */
  SIGN_IN_DAYS: days(30),
  /** Requests the pages of links in messages, and shows their titles as cards. The hosts of the pages then see this node. */
  LINK_CARDS: flag.default(false),
  /** Hosts that webhooks of bots may call although they are not public, separated by commas: by http, too, at any port. */
  HOOK_HOSTS: z
    .string()
    .regex(/^([a-z0-9.:-]+|\s*,\s*|\s)*$/, 'must be hosts, as in ci.example.edu,10.1.2.3')
    .optional(),
  /** The push services that notifications are sent to, separated by commas: hosts, `*.` and a domain, or origins. */
  PUSH_HOSTS: z
    .string()
    .regex(
      /^((\*\.)?[a-z0-9.-]+|https?:\/\/[a-z0-9.-]+(:\d+)?|\s*,\s*|\s)*$/,
      'must be hosts, as in fcm.googleapis.com,*.push.example.org',
    )
    .optional(),
  /** Seconds that a message waits for an open page to show it, before closed ones are notified. */
  PUSH_AFTER_SECONDS: whole(2, 0, 60),
  /** A `mailto:` or `https:` URL by which a push service can reach you; by default made from PUBLIC_URL. */
  PUSH_CONTACT: z
    .string()
    .regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/, 'must be a mailto: or https: URL')
    .optional(),
  /** The SMTP server that takes e-mails, with its user and password if it needs them: smtp: or smtps:. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/\S+$/, 'must be an smtp: or smtps: URL')
    .refine((url) => URL.canParse(url), 'must be an smtp: or smtps: URL')
    .optional(),
  /** Who sends them, as in `Quad <quad@example.edu>`. */
  MAIL_FROM: z
    .string()
    .regex(
      /^([^<>"]*<[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/,
      'must be an address, or a name and <an address>',
    )
    .optional(),
  /** The addresses of users who sign in with a provider, as in `{username}@example.edu`. */
  MAIL_ADDRESSES: z
    .string()
    .regex(/^[\w.+-]*\{username\}[\w.+-]*@[\w.-]+$/, 'must be an address with {username}')
    .optional(),
  /** A folder for `active.json`, which a web server can serve while no node runs, and for the heads of the ledger of
   *  alerts. */
  ALERTS_FOLDER: z.string().optional(),
  /** URLs that every revision of an alert is posted to after 30 s, separated by commas: gateways, signage, sirens. */
  ALERT_WEBHOOKS: z
    .string()
    .transform((list) => list.split(',').map((url) => url.trim()))
    .refine(
      (urls) => urls.every((url) => /^https?:/.test(url) && URL.canParse(url)),
      'must be http: or https: URLs',
    )
    .optional(),
  /** The key that signs what is posted to them. */
  ALERT_WEBHOOK_SECRET: z.string().min(32, 'must have 32 characters or more').optional(),
  /** Lets language models read with the token of a user, by the Model Context Protocol at `/mcp`. */
  MCP: flag.default(false),
  /** Publishes alerts, exercises and tests as a feed of CAP 1.2 for everybody. */
  CAP_FEED: flag.default(false),
  /** A file with the RSA key (PEM, 2,048 bits or more) that signs the messages of the feed. */
  CAP_SIGNING_KEY_FILE: z.string().transform(signingKey).optional(),
  /** A JSON file with the authorities whose CAP messages officers see. */
  CAP_SOURCES_FILE: z.string().transform(sourcesIn).optional(),
});

export type Config = ReturnType<typeof readConfig>;

/** Settings that are missing or wrong; the message has a line for each, with how to fix it. */
class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(faults: string[]) {
    super(`The configuration is not valid:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

/**
 * Reads and checks the whole configuration. Throws a ConfigurationError that names each wrong setting and how to fix
 * it. Outside production, without FENIX_BASE_URL and FENIX, it is a demonstration: it listens on this machine only, and
 * its secrets are in the data directory.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env, cwd = process.cwd()) {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = environment.safeParse(set);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigurationError(lines);
  }
  const e = result.data;
  const production = e.NODE_ENV === 'production';
  const developmentFenix = e.FENIX === 'development' || (!e.FENIX_BASE_URL && !production);
  // Anyone can sign in as anyone, and no setting asks for that: the demonstration listens on this machine only.
  const demonstration = !production && developmentFenix && e.FENIX !== 'development';
  const localAccounts = e.LOCAL_ACCOUNTS ?? demonstration;

  const wrong: string[] = [];
  if (production && !e.NEXTAUTH_SECRET)
    wrong.push('NEXTAUTH_SECRET: set it, to 32 random characters or more');
  if (production && !e.PUBLIC_URL)
    wrong.push('PUBLIC_URL: set it, to the URL that users open (https://quad.example.edu)');
  if (production && !developmentFenix && !e.FENIX_BASE_URL && !e.OIDC_ISSUER && !localAccounts)
    wrong.push(
      'FENIX_BASE_URL: set it, or OIDC_ISSUER, or LOCAL_ACCOUNTS=on, so that users can sign in ' +
        '(or FENIX=development, which lets anyone sign in as any user)',
    );
  if (e.FENIX_BASE_URL && !developmentFenix && !(e.FENIX_CLIENT_ID && e.FENIX_CLIENT_SECRET))
    wrong.push(
      'FENIX_CLIENT_ID and FENIX_CLIENT_SECRET: set both, as FenixEdu gave them for your application',
    );
  if (e.OIDC_ISSUER && !(e.OIDC_CLIENT_ID && e.OIDC_CLIENT_SECRET))
    wrong.push(
      'OIDC_CLIENT_ID and OIDC_CLIENT_SECRET: set both, as the provider gave them for your application',
    );
  if ((e.ALERT_WEBHOOKS === undefined) !== (e.ALERT_WEBHOOK_SECRET === undefined))
    wrong.push('ALERT_WEBHOOKS and ALERT_WEBHOOK_SECRET: set both, or neither');
  if ((e.SMTP_URL === undefined) !== (e.MAIL_FROM === undefined))
    wrong.push('SMTP_URL and MAIL_FROM: set both, or neither');
  const attachmentKinds: readonly (typeof CONVERSATION_KINDS)[number][] =
    e.ATTACHMENTS ?? (demonstration ? CONVERSATION_KINDS : ['direct', 'group']);
  const { S3_BUCKET: bucket, S3_ENDPOINT: endpoint, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey } = e;
  const s3 =
    bucket && endpoint && accessKey && secretKey
      ? { bucket, endpoint, region: e.S3_REGION, accessKey, secretKey }
      : null;
  if (!s3 && (bucket || endpoint || accessKey || secretKey))
    wrong.push(
      'S3_BUCKET, S3_ENDPOINT, S3_ACCESS_KEY and S3_SECRET_KEY: set all four, or none to keep files in DATA_DIR',
    );
  if (wrong.length > 0) throw new ConfigurationError(wrong);

  const dataDir = resolve(cwd, e.DATA_DIR);
  const own = (name: string, configured: string | undefined) => configured ?? keptSecret(dataDir, name);
  return {
    production,
    /** Whether pages are compiled when they are requested. */
    development: e.NODE_ENV === 'development',
    pagesAtStart: e.PAGES_AT_START,
    demonstration,
    /** Whether the first start creates sample people and messages. */
    sample: demonstration && e.SAMPLE,
    dataDir,
    databaseUrl: e.DATABASE_URL,
    databaseWaitMs: e.DATABASE_WAIT_SECONDS * 1000,
    databaseConnectMs: e.DATABASE_CONNECT_MS,
    databaseConnections: e.DATABASE_CONNECTIONS,
    amqp: { url: e.AMQP_URL, prefix: e.AMQP_PREFIX },
    host: demonstration ? '127.0.0.1' : e.HOST,
    port: e.PORT,
    /** Null for the address listened on, which is known once the port is. */
    publicUrl: e.PUBLIC_URL ?? null,
    authSecret: own('auth-secret', e.NEXTAUTH_SECRET),
    /** Null if users sign in in other ways only. */
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
    landingChannel: e.LANDING_CHANNEL ?? null,
    /** The usernames that a provider vouches for. Null without a pattern: `ownerOf` in usernames.ts then decides. */
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
    timeZone: e.TIME_ZONE,
    languages: e.LANGUAGES,
    institution: e.INSTITUTION,
    metricsToken: e.METRICS_TOKEN,
    /** Null for no rate limits and no speed check. */
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
            photo: e.LIMIT_PHOTO,
            attachment: e.LIMIT_ATTACHMENT,
            draft: e.LIMIT_DRAFT,
            cap: e.LIMIT_CAP,
            alertAnswer: e.LIMIT_ALERT_ANSWER,
            password: e.LIMIT_PASSWORD,
            passwordAccount: e.LIMIT_PASSWORD_ACCOUNT,
            passwordAddress: e.LIMIT_PASSWORD_ADDRESS,
            newAccount: e.LIMIT_NEW_ACCOUNT,
            identity: e.LIMIT_IDENTITY,
            newConversation: e.LIMIT_NEW_CONVERSATION,
            guestConversation: e.LIMIT_GUEST_CONVERSATION,
            ownedConversation: e.LIMIT_OWNED_CONVERSATION,
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
    linkCards: e.LINK_CARDS,
    mcp: e.MCP,
    /** Hosts that webhooks may call although they are not public. */
    hookHosts: new Set((e.HOOK_HOSTS ?? '').split(/[\s,]+/).filter(Boolean)),
    attachments: {
      /** Where they can be sent; empty: nowhere. */
      kinds: attachmentKinds,
      maxBytes: e.ATTACHMENT_MAX_MB * MEGABYTE,
      quotaBytes: e.ATTACHMENT_QUOTA_MB * MEGABYTE,
      directory: join(dataDir, 'attachments'),
      /** Null for the directory. */
      s3,
    },
    push: {
      /** Empty: nobody can be notified. */
      hosts: (e.PUSH_HOSTS ?? PUSH_HOSTS)
        .split(',')
        .map((host) => host.trim())
        .filter((host) => host && host !== 'off'),
      afterMs: e.PUSH_AFTER_SECONDS * 1000,
      contact: e.PUSH_CONTACT ?? null,
    },
    /** Null to send no e-mail. */
    mail:
      e.SMTP_URL && e.MAIL_FROM
        ? { url: e.SMTP_URL, from: senderOf(e.MAIL_FROM), addresses: e.MAIL_ADDRESSES ?? null }
        : null,
    /** Null to post alerts nowhere. */
    alertWebhook:
      e.ALERT_WEBHOOKS && e.ALERT_WEBHOOK_SECRET
        ? { urls: e.ALERT_WEBHOOKS, secret: e.ALERT_WEBHOOK_SECRET }
        : null,
    /** `signingKey` null: messages are not signed. */
    capFeed: { on: e.CAP_FEED, signingKey: e.CAP_SIGNING_KEY_FILE ?? null },
    capSources: e.CAP_SOURCES_FILE ?? [],
    /** Null to write no files of alerts. */
    alertsFolder: e.ALERTS_FOLDER === undefined ? null : resolve(cwd, e.ALERTS_FOLDER),
  };
}

/** Returns the sender that MAIL_FROM names. Its name is a value of its own: a colon in a field would make it a group. */
function senderOf(from: string): { name: string; address: string } {
  const [, name = '', address = from] = /^(.*)<(.*)>$/.exec(from) ?? [];
  return { name: name.trim(), address: address.trim() };
}

/** Sets what Next and next-auth read from the environment only. Call it before either is loaded. */
export function tellLibraries(config: Config, publicUrl: string): void {
  Object.assign(process.env, {
    NODE_ENV: config.development ? 'development' : 'production',
    NEXTAUTH_URL: publicUrl,
    NEXTAUTH_SECRET: config.authSecret,
  });
}

/** Returns a random secret of the data directory, created at the first call; only its owner can read the file. */
function keptSecret(dataDir: string, name: string): string {
  const file = join(dataDir, name);
  try {
    if (!existsSync(file)) makeSecret(dataDir, file);
    chmodSync(file, 0o600);
    const secret = readFileSync(file, 'utf8').trim();
    if (secret.length >= MIN_SECRET_LENGTH) return secret;
  } catch (error) {
    throw new ConfigurationError([
      `DATA_DIR: ${file} cannot be used: ${(error as Error).message}. ` +
        'The directory must belong to the user that runs Quad and have free space. Otherwise set DATA_DIR to another.',
    ]);
  }
  throw new ConfigurationError([
    `DATA_DIR: ${file} contains no complete secret. ` +
      'Restore it from a backup, or delete the file: the next start creates a new one, and all users must sign in again.',
  ]);
}

/**
 * Creates the file atomically, because a half-written secret would be kept permanently. If two processes start at once,
 * the secret of one of them wins.
 */
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
