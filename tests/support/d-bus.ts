/** Messages of D-Bus, little-endian, as far as a desktop's notifications need them. */

/** A value of type `b`, `u`, `s`, `o`, `g` or `as`. */
export type Value = number | boolean | string | readonly string[];

/** What a message says in its header. */
interface Header {
  path?: string;
  interface?: string;
  member?: string;
  error?: string;
  replyTo?: number;
  destination?: string;
  sender?: string;
  signature?: string;
}

/** A message that was received. */
export interface Call extends Header {
  serial: number;
  /** Reads the values of the body, one after the other. */
  body: Reader;
}

export const TYPES = { call: 1, answer: 2, error: 3, signal: 4 } as const;

/** The fields of a header: code, name and type. */
const FIELDS = [
  [1, 'path', 'o'],
  [2, 'interface', 's'],
  [3, 'member', 's'],
  [4, 'error', 's'],
  [5, 'replyTo', 'u'],
  [6, 'destination', 's'],
  [7, 'sender', 's'],
  [8, 'signature', 'g'],
] as const;

const FIXED_BYTES = 16;
const LITTLE_ENDIAN = 'l'.charCodeAt(0);
const aligned = (offset: number, to: number) => Math.ceil(offset / to) * to;

/** Reads values; each begins at a multiple of its size. */
class Reader {
  #offset = 0;
  constructor(readonly bytes: Buffer) {}

  align(to: number): void {
    this.#offset = aligned(this.#offset, to);
  }

  byte(): number {
    return this.bytes.readUInt8(this.#offset++);
  }

  number(): number {
    this.align(4);
    this.#offset += 4;
    return this.bytes.readUInt32LE(this.#offset - 4);
  }

  text(length = this.number()): string {
    const text = this.bytes.toString('utf8', this.#offset, this.#offset + length);
    this.#offset += length + 1;
    return text;
  }

  signature(): string {
    return this.text(this.byte());
  }

  texts(): string[] {
    const end = this.number() + this.#offset;
    const texts: string[] = [];
    while (this.#offset < end) texts.push(this.text());
    return texts;
  }

  get offset(): number {
    return this.#offset;
  }
}

/** Returns the first message of a stream and what follows it; null while the message is not complete. */
export function parseMessage(stream: Buffer): { type: number; call: Call; rest: Buffer } | null {
  if (stream.length < FIXED_BYTES) return null;
  if (stream[0] !== LITTLE_ENDIAN) throw new Error('only little-endian messages are read');
  const [bodyBytes, serial, fieldBytes] = [4, 8, 12].map((at) => stream.readUInt32LE(at)) as [
    number,
    number,
    number,
  ];
  const bodyAt = aligned(FIXED_BYTES + fieldBytes, 8);
  if (stream.length < bodyAt + bodyBytes) return null;
  const header: Record<string, string | number> = {};
  const reader = new Reader(stream.subarray(FIXED_BYTES, FIXED_BYTES + fieldBytes));
  while (reader.offset < fieldBytes) {
    reader.align(8);
    const code = reader.byte();
    const type = reader.signature();
    const value = type === 'u' ? reader.number() : type === 'g' ? reader.signature() : reader.text();
    const [, name = ''] = FIELDS.find(([each]) => each === code) ?? [];
    header[name] = value;
  }
  const body = new Reader(stream.subarray(bodyAt, bodyAt + bodyBytes));
  return {
    type: stream[1] as number,
    call: { ...header, serial, body },
    rest: stream.subarray(bodyAt + bodyBytes),
  };
}

/** Returns the bytes of a message; `header.signature` has the types of the values. */
export function writeMessage(
  type: number,
  serial: number,
  header: Header,
  values: readonly Value[] = [],
): Buffer {
  const body: number[] = [];
  const types = (header.signature ?? '').match(/as|./g) ?? [];
  for (const [n, each] of types.entries()) write(body, each, values[n] as Value);
  const fields: number[] = [];
  for (const [code, name, valueType] of FIELDS) {
    const value = header[name];
    if (value === undefined) continue;
    pad(fields, 8);
    fields.push(code);
    write(fields, 'g', valueType);
    write(fields, valueType, value);
  }
  const bytes = [LITTLE_ENDIAN, type, 0, 1];
  for (const number of [body.length, serial, fields.length]) write(bytes, 'u', number);
  bytes.push(...fields);
  pad(bytes, 8);
  return Buffer.from([...bytes, ...body]);
}

function write(bytes: number[], type: string, value: Value): void {
  if (type === 'g') bytes.push(String(value).length, ...Buffer.from(`${value}\0`));
  else if (type === 'as') {
    const texts: number[] = [];
    for (const text of value as readonly string[]) write(texts, 's', text);
    write(bytes, 'u', texts.length);
    bytes.push(...texts);
  } else if (type === 's' || type === 'o') {
    const text = Buffer.from(String(value));
    write(bytes, 'u', text.length);
    bytes.push(...text, 0);
  } else {
    pad(bytes, 4);
    const number = Buffer.alloc(4);
    number.writeUInt32LE(Number(value));
    bytes.push(...number);
  }
}

function pad(bytes: number[], to: number): void {
  while (bytes.length % to !== 0) bytes.push(0);
}
