import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** A mail as a server took it; the text is decoded. */
interface TakenMail {
  to: string[];
  headers: Map<string, string>;
  text: string;
}

/** An SMTP server on a free port, which keeps what it takes. */
export interface TestSmtp {
  url: string;
  mails: TakenMail[];
  /** The addresses that it refuses. */
  refused: Set<string>;
  /** Refuses every mail, for a while, unless null. */
  failure: { code: number } | null;
  close(): Promise<void>;
}

export async function startSmtp(): Promise<TestSmtp> {
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    logger: false,
    onRcptTo: ({ address }, _, done) =>
      done(
        smtp.refused.has(address) ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null,
      ),
    onMailFrom: (_, __, done) =>
      done(smtp.failure && Object.assign(new Error('later'), { responseCode: smtp.failure.code })),
    onData(stream, { envelope }, done) {
      buffer(stream).then((data) => {
        smtp.mails.push({
          ...parse(data.toString('latin1')),
          to: envelope.rcptTo.map(({ address }) => address),
        });
        done();
      }, done);
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const smtp: TestSmtp = {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails: [],
    refused: new Set(),
    failure: null,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return smtp;
}

/** Decodes a mail with one part of text (RFC 5322, 2045, 2047). */
function parse(data: string): Omit<TakenMail, 'to'> {
  const end = data.indexOf('\r\n\r\n');
  const headers = new Map(
    data
      .slice(0, end)
      .replace(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line): [string, string] => {
        const [name = '', value = ''] = line.split(/: ?(.*)/s);
        return [name.toLowerCase(), decodeWords(value)];
      }),
  );
  const body = data.slice(end + 4);
  const isBase64 = headers.get('content-transfer-encoding') === 'base64';
  return { headers, text: isBase64 ? Buffer.from(body, 'base64').toString() : decodeQuoted(body) };
}

const decodeQuoted = (text: string) =>
  Buffer.from(
    text
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
    .toString()
    .replaceAll('\r\n', '\n');

const decodeWords = (value: string) =>
  value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([QB])\?(.*?)\?=/gi, (_, encoding: string, text: string) =>
      encoding.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString()
        : decodeQuoted(text.replaceAll('_', ' ')),
    );
