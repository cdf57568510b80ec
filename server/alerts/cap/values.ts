import { Refusal, type RefusalCode } from './refusals';

/** A check of the text of one element; throws a Refusal with the path of the element. */
export type Check = (text: string, path: string) => void;

/** Returns a check that refuses with `code` what does not match. */
export const matching =
  (pattern: RegExp, code: RefusalCode): Check =>
  (text, path) => {
    if (!pattern.test(text)) throw new Refusal(code, path);
  };

/** Returns a check that refuses with `code` what is not one of the terms. */
export const oneOf =
  (terms: readonly string[], code: RefusalCode): Check =>
  (text, path) => {
    if (!terms.includes(text)) throw new Refusal(code, path);
  };

/** Returns a check that refuses with `code` text of blanks alone. */
export const notEmpty = (code: RefusalCode) => matching(/\S/, code);

/** Returns a check that refuses text of more than `max` characters. */
export const atMost =
  (max: number): Check =>
  (text, path) => {
    if (text.length > max) throw new Refusal('text_too_long', path);
  };

/** Characters that show nothing or change the direction of a text. */
const HIDDEN = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;
export const visible: Check = (text, path) => {
  if (HIDDEN.test(text)) throw new Refusal('hidden_characters', path);
};

/** The longest identifier or sender in bytes: together they are a key of the database. */
const MAX_NAME_BYTES = 500;

/** Returns a check of what names a message or a sender, which references separate by commas and blanks. */
export const nameOfMessage =
  (what: 'identifier' | 'sender'): Check =>
  (text, path) => {
    if (text === '') throw new Refusal(`${what}_empty`, path);
    if (Buffer.byteLength(text) > MAX_NAME_BYTES) throw new Refusal('text_too_long', path);
    if (/[\s,<&]/.test(text)) throw new Refusal(`${what}_characters`, path);
  };

const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)([-+])(\d\d):(\d\d)$/;
const MAX_OFFSET_MINUTES = 14 * 60;

/** Refuses what is not a time of CAP 1.2, and says what is wrong with it. */
export const time: Check = (text, path) => {
  const match = TIME.exec(text);
  if (!match) {
    if (/Z$/.test(text)) throw new Refusal('time_zulu', path);
    if (/:\d\d\.\d+/.test(text)) throw new Refusal('time_fraction', path);
    if (/:\d\d,\d\d:\d\d$/.test(text)) throw new Refusal('time_comma', path);
    throw new Refusal('time_format', path);
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const [offsetHours = 0, offsetMinutes = 0] = match.slice(8).map(Number);
  const date = new Date(Date.UTC(2000, month - 1, day));
  // The year 2000 is a leap year, as is every year that has a 29 February.
  date.setUTCFullYear(year, month - 1, day);
  const exists =
    year > 0 &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60 &&
    offsetMinutes < 60 &&
    offsetHours * 60 + offsetMinutes <= MAX_OFFSET_MINUTES;
  if (!exists) throw new Refusal('time_range', path);
};

/** Returns the instant of a time of CAP, in milliseconds since 1970. Messages are compared by it, never by the text. */
export const instantOf = (text: string): number => Date.parse(text);

/** Returns an instant as CAP 1.2 writes UTC, in whole seconds. */
export const timeOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}-00:00`;

/** A message as others refer to it. */
export interface Reference {
  sender: string;
  identifier: string;
  sent: string;
}

const MAX_REFERENCES = 100;

/** Returns the references in a text, at most 100: groups of `sender,identifier,sent` between blanks. */
export function referencesIn(text: string, path: string): Reference[] {
  const groups = text.trim().split(/\s+/);
  if (groups.length === 1 && groups[0] === '') throw new Refusal('references_format', path);
  if (groups.length > MAX_REFERENCES) throw new Refusal('too_many_references', path);
  return groups.map((group) => {
    const [sender = '', identifier = '', sent = '', ...more] = group.split(',');
    if (!sender || !identifier || !sent || more.length > 0) throw new Refusal('references_format', path);
    try {
      time(sent, path);
    } catch {
      throw new Refusal('references_time', path);
    }
    return { sender, identifier, sent };
  });
}

/** Returns the words of a text between blanks; one with blanks is between quotation marks. */
export function wordsIn(text: string, path: string): string[] {
  const words = [...text.matchAll(/"([^"]*)"|([^\s"]+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
  if ((text.match(/"/g)?.length ?? 0) % 2 !== 0) throw new Refusal('quotes', path);
  return words;
}
