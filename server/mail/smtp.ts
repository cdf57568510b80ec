import { createTransport } from 'nodemailer';
import type { MailServer } from './mail';

/** Milliseconds within which a server has to accept a connection, greet, and answer each command. */
const ANSWERS_WITHIN_MS = 10_000;
/** Servers without SMTPUTF8 would be sent other addresses as they are, which no standard allows. */
const ADDRESS = /^[\x21-\x7e]+@[^\s@<>]+$/;

/** An error of nodemailer. Its message and `rejected` can have addresses. */
type SmtpError = Error & { code?: string; responseCode?: number; rejected?: string[] };

/** Returns the mail server at an SMTP URL. It is sent a password over TLS only. */
export function createSmtp(
  url: string,
  from: { name: string; address: string },
  answersWithinMs = ANSWERS_WITHIN_MS,
): MailServer {
  const transport = createTransport({
    url,
    requireTLS: new URL(url).username !== '',
    connectionTimeout: answersWithinMs,
    greetingTimeout: answersWithinMs,
    socketTimeout: answersWithinMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.address.split('@').at(-1);
  return {
    async send({ subject, text, id, continues, urgent = false }, addresses) {
      const to = addresses.filter((address) => ADDRESS.test(address));
      if (to.length === 0) return new Set();
      try {
        const { accepted } = await transport.sendMail({
          from,
          // An empty group (RFC 5322, 3.4): the addresses are in the envelope alone.
          to: 'undisclosed-recipients:;',
          envelope: { from: from.address, to },
          subject,
          text,
          messageId: `<${id}@${domain}>`,
          ...(continues !== undefined && {
            inReplyTo: `<${continues}@${domain}>`,
            references: `<${continues}@${domain}>`,
          }),
          ...(urgent && { priority: 'high' as const }),
          // Other machines answer no mail of a machine (RFC 3834).
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return new Set(accepted.map(String));
      } catch (error) {
        const { code = 'unknown', responseCode, rejected } = error as SmtpError;
        // The server refused every address, and nothing else.
        if (code === 'EENVELOPE' && rejected?.length === to.length) return new Set();
        throw new Error(`The mail server failed: ${[code, responseCode].filter(Boolean).join(' ')}.`);
      }
    },
    async check() {
      await transport.verify();
    },
  };
}
