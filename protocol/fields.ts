import { z } from 'zod';
import { MAX_DESCRIPTION, MAX_FILE_NAME } from './attachments';
import { MAX_NOTE } from './reasons';
import { hasVisibleCharacter } from './visible-text';

/** The longest text of a message, in code points, which bound the graphemes that a person would count. */
export const MAX_TEXT = 4000;
/** The maximum number of recipients of one send. */
export const MAX_RECIPIENTS = 1000;
/** The maximum number of users whom one message may mention. */
export const MAX_MENTIONS = 50;
/** The maximum number of members of a group. */
export const MAX_MEMBERS = 100;
/** The maximum number of pinned conversations of a user. */
export const MAX_PINS = 20;
/** The maximum number of different emoji on one message in a conversation. */
export const MAX_DIFFERENT_EMOJI = 20;
/** The highest count of unread messages; counting stops there. */
export const UNREAD_LIMIT = 100;
/** The smallest effective range, in metres: two cells. Smaller ranges would reveal the position of a user. */
const MIN_RANGE = 128;
/**
 * The largest effective range, in metres. Beyond a campus, the cost of a movement would grow with the number of users
 * online.
 */
export const MAX_RANGE = 5000;

/**
 * Characters that make two names look alike: format characters (bidirectional, zero-width, soft hyphen, tags), lone
 * surrogates, private and unassigned code points, variation selectors, and letters without a visible shape.
 */
const INVISIBLE =
  /\p{Cf}|\p{Cs}|\p{Co}|\p{Cn}|\p{Variation_Selector}|\u034f|\u115f|\u1160|\u17b4|\u17b5|\u2800|\u3164|\uffa0/gu;
/**
 * Whole emoji that Unicode recommends: their joiners, selectors and tags are visible. Keyboards also add the selector
 * after emoji that are shown in colour without it.
 */
const EMOJI = once(() => /\p{Emoji_Presentation}\ufe0f|\p{RGI_Emoji}/gv);
/** Line breaks and controls, which names of one line must not contain either. */
const LINES = /[\p{Cc}\p{Zl}\p{Zp}]/u;
// PostgreSQL refuses NUL; other controls but tab and line ends could drive a terminal.
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/;

/** Returns a text without invisible characters, except those inside an emoji. */
export function withoutInvisible(text: string): string {
  // Most texts have none, and the expression for emoji takes a tenth of a second to compile.
  if (text.search(INVISIBLE) === -1) return text;
  let clean = '';
  let end = 0;
  for (const { 0: emoji, index } of text.matchAll(EMOJI())) {
    clean += text.slice(end, index).replace(INVISIBLE, '') + emoji;
    end = index + emoji.length;
  }
  return clean + text.slice(end).replace(INVISIBLE, '');
}

const wellFormed = (text: string) => text.isWellFormed();

/**
 * The text of a message: 1 to 4,000 characters, at least one of them visible, no control characters, no lone
 * surrogates; not trimmed.
 */
export const messageText = z
  .string()
  .max(MAX_TEXT * 4, `must be at most ${MAX_TEXT} characters`)
  .refine(wellFormed, 'must be well-formed Unicode')
  .refine((text) => !CONTROLS.test(text), 'must not contain control characters')
  .refine(hasVisibleCharacter, 'must show something')
  .refine((text) => [...text].length <= MAX_TEXT, `must be at most ${MAX_TEXT} characters`)
  .meta({
    minLength: 1,
    maxLength: MAX_TEXT,
    description: 'Something in it must be visible. No control characters but tabs and line ends.',
  });

/** The text of a draft: as of a message, but it may be empty or show nothing. */
export const draftText = z
  .string()
  .max(MAX_TEXT * 4, `must be at most ${MAX_TEXT} characters`)
  .refine(wellFormed, 'must be well-formed Unicode')
  .refine((text) => !CONTROLS.test(text), 'must not contain control characters')
  .refine((text) => [...text].length <= MAX_TEXT, `must be at most ${MAX_TEXT} characters`)
  .meta({ maxLength: MAX_TEXT, description: 'No control characters but tabs and line ends.' });

/** The text of a message that may have attachments: with them it may be empty. */
export const sentText = draftText
  .refine((text) => text === '' || hasVisibleCharacter(text), 'must show something')
  .meta({
    maxLength: MAX_TEXT,
    description:
      'Something in it must be visible; it is empty only if there are attachments. No control characters but tabs and line ends.',
  });

/** A search query as users type it: 1 to 200 characters of one line. */
export const searchText = z
  .string()
  .max(200, 'must be at most 200 characters')
  .refine(wellFormed, 'must be well-formed Unicode')
  .refine((text) => !CONTROLS.test(text) && !LINES.test(text), 'must not contain control characters')
  .refine((text) => text.trim().length > 0, 'must not be empty')
  .meta({ pattern: String.raw`\S`, description: 'One line, not only of blanks. No control characters.' });

/** A time zone of the IANA database, as in `Europe/Lisbon`. */
export const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be a time zone, as in Europe/Lisbon')
  .describe('A time zone of the IANA database, as in `Europe/Lisbon`.');

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A note of a report: 1 to 1,000 characters. */
export const note = messageText
  .refine((text) => [...text].length <= MAX_NOTE, `must be at most ${MAX_NOTE} characters`)
  .meta({ maxLength: MAX_NOTE });

/** Returns the schema of one line of 1 to `max` characters, nothing invisible. */
const oneLine = (max: number) =>
  z
    .string()
    .max(max * 4)
    .refine(wellFormed, 'must be well-formed Unicode')
    .refine(
      (text) => withoutInvisible(text) === text && !LINES.test(text),
      'must not contain control or invisible characters',
    )
    .transform((text) => text.trim())
    .refine((text) => text.length > 0 && [...text].length <= max, `must be 1 to ${max} characters`)
    .meta({
      minLength: 1,
      maxLength: max * 4,
      pattern: String.raw`\S`,
      description: `1 to ${max} characters of one line, without the blanks around them. No control or invisible characters.`,
    });

/** A visible name (of a building, a token): 1 to 120 characters, nothing invisible. */
export const displayName = oneLine(120);
/** The longest name of a bot, in code points. */
export const MAX_BOT_NAME = 60;
/** The name of a bot, in one line. */
export const botName = oneLine(MAX_BOT_NAME);
/** The longest line that users write about themselves, in code points. */
export const MAX_ABOUT = 140;
/** What a user writes about themselves, in one line. */
export const about = oneLine(MAX_ABOUT);

/** What an attachment shows, in one line, for whoever cannot see it. */
export const description = oneLine(MAX_DESCRIPTION);

/** What a name of a file must not contain: separators of paths, and characters that some systems refuse. */
const NOT_IN_FILE_NAMES = /[/\\:*?"<>|\p{Cc}\p{Zl}\p{Zp}]/gu;

/**
 * The name of a file, in one line: characters that are invisible are removed, those of paths replaced, and a longer name
 * is shortened before its extension.
 */
export const fileName = z
  .string()
  .max(1000)
  .refine(wellFormed, 'must be well-formed Unicode')
  .transform((text) => {
    const clean = withoutInvisible(text.replace(NOT_IN_FILE_NAMES, '_')).trim().replace(/^\.+/, '');
    const [extension = ''] = /\.[^.]{1,16}$/.exec(clean) ?? [];
    const stem = [...clean.slice(0, clean.length - extension.length)];
    return stem.slice(0, MAX_FILE_NAME - extension.length).join('') + extension || 'file';
  })
  .meta({ maxLength: 1000, description: 'The name of the file, of which Quad keeps no path.' });

/**
 * The id of a user, bot or building: letters, digits and `. _ -`, 1 to 64 characters. Ids are parts of paths, so not
 * `.` or `..`.
 */
export const identifier = z
  .string()
  .regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 letters, digits, ".", "_" or "-"');

/** A secret that a client presents: bounded, printable ASCII. */
export const secret = z.string().regex(/^[\x21-\x7e]{1,512}$/, 'is not a token');

const DECIMAL = /^\s*[+-]?(\d{1,20}(\.\d{0,20})?|\.\d{1,20})\s*$/;

/** A finite number, or its decimal form as a string (legacy clients send both). */
export const numeric = z
  .union([z.number(), z.string().regex(DECIMAL, 'must be a number').transform(Number)])
  .refine(Number.isFinite, 'must be a finite number');

/** Returns the JSON Schema of a bounded `numeric`; for its decimal form only the description can state the bounds. */
const bounded = (
  bounds: { minimum?: number; maximum?: number; exclusiveMinimum?: number },
  description: string,
) => ({
  anyOf: [
    { type: 'number', ...bounds },
    {
      type: 'string',
      pattern: DECIMAL.source,
      description: 'The number in decimal form, in the same bounds.',
    },
  ] as z.core.JSONSchema.BaseSchema[],
  description,
});

export const latitude = numeric
  .refine((n) => n >= -90 && n <= 90, 'must be between -90 and 90 degrees')
  .meta(bounded({ minimum: -90, maximum: 90 }, 'Degrees.'));
export const longitude = numeric
  .refine((n) => n >= -180 && n <= 180, 'must be between -180 and 180 degrees')
  .meta(bounded({ minimum: -180, maximum: 180 }, 'Degrees.'));
export const accuracy = numeric
  .refine((n) => n >= 0 && n <= 10_000_000, 'must be between 0 and 10000000 metres')
  .meta(bounded({ minimum: 0, maximum: 10_000_000 }, 'Metres.'));
/**
 * A range in metres, or 0: the building that the user is in. Ranges below MIN_RANGE are stored as given and widened when
 * used; larger ones than MAX_RANGE become MAX_RANGE.
 */
export const range = numeric
  .refine((n) => n >= 0, 'must be 0 metres or more')
  .transform((n) => Math.min(n, MAX_RANGE))
  .meta(
    bounded(
      { minimum: 0 },
      `Metres. Less than ${MIN_RANGE} counts as ${MIN_RANGE}, more than ${MAX_RANGE} as ${MAX_RANGE}. 0 means the building that the user is in; outside every building it counts as ${MIN_RANGE}.`,
    ),
  );
export const radius = numeric
  .refine((n) => n > 0 && n <= 5000, 'must be more than 0 and at most 5000 metres')
  .meta(
    bounded(
      { exclusiveMinimum: 0, maximum: 5000 },
      "Metres from the building's centre to its furthest wall.",
    ),
  );

/** A message id created by the client: unique per sender for ever. */
export const clientMessageId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{8,64}$/, 'must be 8 to 64 letters, digits, "_" or "-"');

/** The title of a channel: 1 to 60 characters of one line. */
export const title = displayName
  .refine((text) => [...text].length <= 60, 'must be at most 60 characters')
  .meta({ description: '1 to 60 characters of one line, without the blanks around them.' });
/** The topic of a channel, in one line. */
export const topic = displayName.describe('What a channel is about, in one line.');

/** A UUID of the server. Its letters are case-insensitive (RFC 9562 4), and some programs write capitals. */
export const uuid = z.uuid().toLowerCase();

/** One emoji that Unicode recommends, with its modifiers and joiners, and no other character. */
export const emoji = z
  .string()
  .max(40)
  .refine((text) => ONE_EMOJI().test(text), 'must be one emoji')
  .meta({ minLength: 1, description: 'One emoji that Unicode recommends, with its modifiers and joiners.' });
const ONE_EMOJI = once(() => /^\p{RGI_Emoji}$/v);

/** The seq of an entry; 0 is before the first entry. */
export const seq = z.number().int().min(0).max(2_147_483_647);

/** A time of a device: milliseconds since 1970. */
export const millis = z.number().int().min(0).max(8_640_000_000_000_000);

/** The maximum number of cursors of a request, which fit into a frame. */
const MAX_CURSORS = 1_000;

/** The cursors of a client: conversation id to the last seq that the client has. */
export const cursors = z
  .record(uuid, seq)
  .refine((c) => Object.keys(c).length <= MAX_CURSORS, `must name at most ${MAX_CURSORS} conversations`)
  .meta({
    maxProperties: MAX_CURSORS,
    description: 'The last seq that the client has of each conversation, by id.',
  });

/**
 * The maximum number of conversations that one event marks as read: each change takes a lock and publishes an event.
 */
export const MAX_READS = 100;
/** The maximum number of messages whose link cards one event requests. */
export const MAX_LINK_CARDS = 50;
/** A larger group has no receipts, and nobody there is told who is writing. */
export const MAX_RECEIPT_MEMBERS = 20;
/** The seqs up to which conversations were read, by conversation id. */
export const reads = z
  .record(uuid, seq)
  .refine((r) => Object.keys(r).length <= MAX_READS, `must name at most ${MAX_READS} conversations`)
  .meta({ maxProperties: MAX_READS, description: 'The seq up to which each conversation was read, by id.' });

/** Returns a function that creates a value at its first call: V8 takes 30 ms to compile the first pattern of emoji. */
function once<T>(make: () => T): () => T {
  let value: T | undefined;
  return () => {
    value ??= make();
    return value;
  };
}
